/** People of the tenant: they use Microsoft's pages and tools as people do, over the wire, with their own rights. */
import type { TenantFacts } from '#mock-m365'
import { type AtPages, atPages } from './at-pages.ts'
import type { Person, RoleThrough } from './script.ts'

export { givePermission } from './at-pages.ts'

export interface Administrator extends AtPages {
  readonly username: string
  readonly password: string
  /** A Graph call with the person's own token. Returns status and decoded body. */
  graph(method: string, path: string, body?: unknown): Promise<Reply>
  /** An Exchange cmdlet with the person's own token. */
  exchange(cmdlet: string, parameters: Readonly<Record<string, unknown>>): Promise<Reply>
}

export interface Reply {
  readonly status: number
  readonly body: Record<string, unknown>
}

/** Which account to use in a tenant where account names do not say what the person does. */
const ROLES: Readonly<Partial<Record<Person, string>>> = {
  admin: 'Global Administrator',
  roles: 'Privileged Role Administrator',
  exchange: 'Exchange Administrator',
  reader: 'Global Reader',
}

/** Microsoft's own tools, and what each has its tokens for. */
export const TOOLS = {
  graph: { client: '14d82eec-204b-4c2f-b7e8-296a70dab67e', resource: 'https://graph.microsoft.com' },
  exchange: { client: 'fb78d390-0c51-40cd-8e17-fdbfab77341b', resource: 'https://outlook.office365.com' },
} as const
export type Tool = (typeof TOOLS)[keyof typeof TOOLS]

type Account = TenantFacts['accounts'][number]

/** @throws RangeError where the tenant has nobody of that name or role */
export function accountOf(
  { accounts, displayName }: Pick<TenantFacts, 'displayName' | 'accounts'>,
  person: string,
): Account {
  const account =
    accounts.find(({ userPrincipalName }) => userPrincipalName.startsWith(`${person}@`)) ??
    accounts.find(({ roles }) => roles.includes(ROLES[person as Person] ?? ''))
  if (account) return account
  const role = ROLES[person as Person]
  throw new RangeError(`${displayName} has no account "${person}" and no account with the role ${role}`)
}

/** What a tool sends to sign somebody in by password. */
export const passwordForm = (
  { userPrincipalName: username, password }: Pick<Account, 'userPrincipalName' | 'password'>,
  { client, resource }: Tool,
): string =>
  new URLSearchParams({
    grant_type: 'password',
    client_id: client,
    scope: `${resource}/.default`,
    username,
    password,
  }).toString()

export function administrator(
  fetch: typeof globalThis.fetch,
  facts: Pick<TenantFacts, 'tenantId' | 'displayName' | 'accounts'>,
  person: string,
): Administrator {
  const account = accountOf(facts, person)
  const { userPrincipalName: username, password } = account
  const tokens = new Map<Tool, Promise<string>>()
  /** One sign-in a tool, as people do who keep its window open. */
  const token = (tool: Tool): Promise<string> => {
    const kept = tokens.get(tool) ?? signIn(tool)
    tokens.set(tool, kept)
    return kept
  }
  const signIn = async (tool: Tool): Promise<string> => {
    const response = await fetch(`https://login.microsoftonline.com/${facts.tenantId}/oauth2/v2.0/token`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: passwordForm(account, tool),
    })
    const answer = await jsonOf(response)
    if (typeof answer.access_token !== 'string')
      throw new Error(`${username} cannot sign in: ${answer.error_description}`)
    return answer.access_token
  }
  const send = async (url: string, method: string, bearer: string, body: unknown): Promise<Reply> => {
    const headers = { Authorization: `Bearer ${bearer}`, 'Content-Type': 'application/json' }
    const response = await fetch(url, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: response.status, body: await jsonOf(response) }
  }
  return {
    username,
    password,
    ...atPages(fetch, { username, password }),
    async graph(method, path, body) {
      const bearer = await token(TOOLS.graph)
      return send(`https://graph.microsoft.com/v1.0${path}`, method, bearer, body)
    },
    async exchange(cmdlet, parameters) {
      const bearer = await token(TOOLS.exchange)
      const url = `https://outlook.office365.com/adminapi/beta/${facts.tenantId}/InvokeCommand`
      return send(url, 'POST', bearer, { CmdletInput: { CmdletName: cmdlet, Parameters: parameters } })
    },
  }
}

/** Assigns Exchange Administrator to the product's application, as the guide has it done in the portal. */
export async function assignExchangeRole(
  person: Administrator,
  appId: string,
  through?: RoleThrough,
  nowMs = 0,
): Promise<Reply> {
  const found = await person.graph('GET', `/servicePrincipals(appId='${appId}')?$select=id`)
  if (found.status !== 200) return found
  const assignment = {
    principalId: found.body.id,
    roleDefinitionId: '29232cdf-9323-42fd-ade2-1d097af3e4de',
    directoryScopeId: '/',
  }
  if (through === undefined)
    return person.graph('POST', '/roleManagement/directory/roleAssignments', {
      '@odata.type': '#microsoft.graph.unifiedRoleAssignment',
      ...assignment,
    })
  const relation = through === 'PIM, eligible' ? 'Eligibility' : 'Assignment'
  return person.graph('POST', `/roleManagement/directory/role${relation}ScheduleRequests`, {
    ...assignment,
    action: 'adminAssign',
    justification: 'Mail is to be scanned by Cloud App Security',
    scheduleInfo: SPANS[through](nowMs),
  })
}

/** From when, and for how long. */
const SPANS: Readonly<Record<RoleThrough, (nowMs: number) => object>> = {
  PIM: () => ({ expiration: { type: 'noExpiration' } }),
  'PIM, eligible': () => ({ expiration: { type: 'noExpiration' } }),
  'PIM, for an hour': () => ({ expiration: { type: 'afterDuration', duration: 'PT1H' } }),
  'PIM, from tomorrow': (nowMs) => ({
    startDateTime: new Date(nowMs + 24 * 3_600_000).toISOString(),
    expiration: { type: 'noExpiration' },
  }),
}

async function jsonOf(response: Response): Promise<Record<string, unknown>> {
  const text = await response.text()
  try {
    return text === '' ? {} : JSON.parse(text)
  } catch {
    return { text: text.slice(0, 200) }
  }
}
