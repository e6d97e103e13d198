/** Refusals of recipient cmdlets in Exchange's words: one line for each, marked as in `errors.ts`. */
import { CmdletError } from '../errors.ts'

const TASKS = 'Microsoft.Exchange.Management.Tasks.'

const refused = (type: string, text: string, phase: 'binding' | 'runtime' = 'runtime'): CmdletError =>
  new CmdletError({ status: 400, code: 'BadRequest', phase, type }, text)

/** documented text; namespace inferred */
export const proxyAddressTaken = (address: string, holder: string): CmdletError =>
  refused(
    'Microsoft.Exchange.Data.Directory.ProxyAddressExistsException',
    `The proxy address "${address}" is already being used by the proxy addresses or LegacyExchangeDN of "${holder}". Please choose another proxy address.`,
  )

/** type observed, text inferred */
export const memberExists = (member: string, group: string): CmdletError =>
  refused(
    `${TASKS}MemberAlreadyExistsException`,
    `The recipient "${member}" is already a member of the group "${group}".`,
  )

/** inferred */
export const memberNotFound = (member: string, group: string): CmdletError =>
  refused(
    `${TASKS}MemberNotFoundException`,
    `The recipient "${member}" isn't a member of the group "${group}".`,
  )

/** documented text; type inferred */
export const notManager = (): CmdletError =>
  refused(
    'Microsoft.Exchange.Configuration.Tasks.OperationRequiresGroupManagerException',
    "You don't have sufficient permissions. This operation can only be performed by a manager of the group.",
  )

/** observed for Set-UnifiedGroup; inferred for the four that are documented as not available to applications */
export const noExecutingUser = (): CmdletError =>
  refused(
    'Microsoft.Exchange.Management.Tasks.RecipientTaskException',
    'Failed to retrieve executing user. Please try again later.',
  )

/** inferred: a domain that is not one of the organization's accepted domains */
export const domainNotAccepted = (): CmdletError =>
  refused(
    `${TASKS}NotAcceptedDomainException`,
    "You can't use the domain because it's not an accepted domain for your organization.",
  )

const FILTER = 'Cannot bind parameter \'Filter\' to the target. Exception setting "Filter": '
const BINDING = 'System.Management.Automation.ParameterBindingException'

/** observed in outline; position and list of names as in the management tools */
export const notFilterable = (name: string, names: readonly string[]): CmdletError =>
  refused(
    BINDING,
    `${FILTER}""${name}" is not a recognized filterable property. Valid property names are: ${names.join(', ')}."`,
    'binding',
  )

/** inferred */
export const filterInvalid = (filter: string, position: number): CmdletError =>
  refused(
    BINDING,
    `${FILTER}"Invalid filter syntax. For a description of the filter parameter syntax see the command help.\r\n"${filter.slice(0, SHOWN_MAX)}" at position ${position}."`,
    'binding',
  )
const SHOWN_MAX = 256
