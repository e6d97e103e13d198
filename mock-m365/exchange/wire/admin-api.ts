/**
 * Version 2.0, the public Exchange Online Admin API: six endpoints, each for a few cmdlets with a few of their parameters.
 * https://learn.microsoft.com/exchange/reference/admin-api-endpoints-reference (documented)
 */
import { malformedRequest, unknownParameter } from '../errors.ts'
import type { Command } from './command.ts'
import { prepareInvoke } from './invoke.ts'
import type { Endpoint } from './session.ts'

/**
 * Parameters by cmdlet; undefined where its page's table is not recorded; then the cmdlet's own parameters
 * count.
 */
type Cmdlets = Readonly<Record<string, readonly string[] | undefined>>

const LISTED = ['Identity', 'ResultSize']

const ENDPOINTS: Readonly<Record<string, Cmdlets>> = {
  OrganizationConfig: { 'Get-OrganizationConfig': [] },
  AcceptedDomain: { 'Get-AcceptedDomain': LISTED },
  Mailbox: {
    'Get-Mailbox': [...LISTED, 'IncludeGrantSendOnBehalfToWithDisplayNames'],
    'Set-Mailbox': ['Identity', 'GrantSendOnBehalfTo'],
  },
  MailboxFolderPermission: {
    'Get-MailboxFolderPermission': undefined,
    'Add-MailboxFolderPermission': undefined,
    'Set-MailboxFolderPermission': undefined,
    'Remove-MailboxFolderPermission': undefined,
  },
  DistributionGroupMember: { 'Get-DistributionGroupMember': LISTED },
  DynamicDistributionGroupMember: { 'Get-DynamicDistributionGroupMember': LISTED },
}

function setOf(names: readonly string[] | undefined): ReadonlySet<string> | undefined {
  return names && new Set(names.map((name) => name.toLowerCase()))
}

/** By the endpoint's name in lower case. */
export const ADMIN_API: Readonly<Record<string, Endpoint>> = Object.fromEntries(
  Object.entries(ENDPOINTS).map(([name, cmdlets]) => {
    const allowed = new Map(
      Object.entries(cmdlets).map(([cmdlet, parameters]) => [cmdlet.toLowerCase(), setOf(parameters)]),
    )
    const endpoint: Endpoint = {
      versions: ['v2.0'],
      method: 'POST',
      prepare: (arrival, _target, cloud) =>
        prepareInvoke(arrival, cloud, (command) => checkAllowed(name, allowed, command)),
    }
    return [name.toLowerCase(), endpoint]
  }),
)

/** That any other cmdlet and parameter is an error is documented; status and texts are inferred. */
function checkAllowed(
  endpoint: string,
  allowed: ReadonlyMap<string, ReadonlySet<string> | undefined>,
  { cmdletName, parameters }: Command,
): void {
  const folded = cmdletName.toLowerCase()
  if (!allowed.has(folded))
    throw malformedRequest(
      `The cmdlet '${cmdletName.slice(0, 128)}' is not supported by the endpoint ${endpoint}.`,
    )
  const names = allowed.get(folded)
  for (const name of Object.keys(parameters))
    if (names && !name.includes('@') && !names.has(name.toLowerCase()))
      throw unknownParameter(name.slice(0, 128))
}
