/**
 * A tenant in memory behind a Session, for tests of the engine: it knows the few calls that the objects make, and
 * each write ends as the test says. It serves only the calls of the objects, so it needs no mock.
 */
import { M365Error } from '../microsoft/errors.ts'
import type { Session } from '../microsoft/session.ts'
import type { Fields, MarkedSession } from '../objects/kind.ts'
import { marksOf } from '../objects/marker.ts'
import type { Journal } from '../ports.ts'
import { memoryJournal } from '../store/memory-journal.ts'

/** The fate of a write: whether it takes effect, and what the caller sees. */
export type Fate =
  | 'done'
  | 'answer lost'
  | 'request lost'
  | 'throttled'
  | 'refused'
  | 'dies before'
  | 'dies after'

/** The process is gone: nothing after this is written anywhere. */
export class Death extends Error {}

export interface TestTenant {
  readonly session: MarkedSession
  readonly journal: Journal
  /** Objects by noun or segment, then by id. */
  readonly objects: Readonly<Record<string, Map<string, Fields>>>
  readonly ipAllowList: Set<string>
  readonly spoofItems: Map<string, string>
  /** Writes that reached the tenant, in order: `New-TransportRule`. */
  readonly writes: string[]
  /** Fates of the writes to come; when they are used up, all is done. */
  fates: Fate[]
  /** People that the directory does not know. */
  readonly gone: Set<string>
  /** Why a write is refused for good; undefined where it is not. @param name `New-TransportRule`, `PATCH groups` */
  refusal: (name: string, body: Fields) => M365Error | undefined
  readonly clock: { now: number }
}

const NOUNS = ['InboundConnector', 'OutboundConnector', 'TransportRule']
const SILENT = { info: () => undefined, warn: () => undefined }

export function testTenant(): TestTenant {
  let ids = 0
  const uuid = () => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}`
  const clock = { now: Date.UTC(2026, 0, 1) }
  const tenant = {
    objects: Object.fromEntries([...NOUNS, 'groups'].map((kind) => [kind, new Map<string, Fields>()])),
    ipAllowList: new Set<string>(),
    spoofItems: new Map<string, string>(),
    writes: [] as string[],
    fates: [] as Fate[],
    gone: new Set<string>(),
    refusal: (_name: string, _body: Fields): M365Error | undefined => undefined,
    clock,
  }
  /** Each write once, with the fate that is due. */
  const write = <T>(name: string, service: 'graph' | 'exchange', body: Fields, effect: () => T): T => {
    const refusal = tenant.refusal(name, body)
    if (refusal) throw refusal
    const fate = tenant.fates.shift() ?? 'done'
    if (fate === 'dies before') throw new Death(name)
    if (fate === 'throttled') throw new M365Error(service, 429, 'TooManyRequests', name, 1)
    if (fate === 'refused') throw new M365Error(service, 400, 'BadRequest', name)
    if (fate === 'request lost') throw new M365Error(service, 0, 'network_error', name)
    tenant.writes.push(name)
    const made = effect()
    if (fate === 'dies after') throw new Death(name)
    if (fate === 'answer lost') throw new M365Error(service, 0, 'network_error', name)
    return made
  }
  const invoke = async (cmdlet: string, parameters: Fields) =>
    exchangeCall(tenant, write, uuid, cmdlet, parameters)
  const send = async ({ method, path, body = {} }: GraphCall) =>
    graphCall(tenant, write, uuid, { method, path, body })
  const session: MarkedSession = {
    ports: {
      clock: {
        now: () => clock.now,
        sleep: async (ms) => {
          clock.now += ms
        },
      },
      ids: { uuid },
      fetch: () => Promise.reject(new Error('no network here')),
      log: SILENT,
    },
    tenantId: 'test',
    tokens: { token: async () => '', forget: () => undefined, acquired: 0 },
    graph: { send: send as Session['graph']['send'], renewToken: () => undefined },
    exchange: {
      invoke,
      page: async ({ cmdlet, parameters }) => ({ rows: await invoke(cmdlet, parameters), next: undefined }),
    },
    marks: marksOf('secret', 'test'),
    list: async (path) => listed(tenant, path),
    listOrAbsent: async (path) => listed(tenant, path),
    read: invoke,
  }
  return Object.assign(tenant, { session, journal: memoryJournal() })
}

/** As Graph says it. https://learn.microsoft.com/graph/api/group-post-members */
const ALREADY_MEMBER =
  "One or more added object references already exist for the following modified properties: 'members'."

type State = Omit<TestTenant, 'session' | 'journal'>
type Writing = <T>(name: string, service: 'graph' | 'exchange', body: Fields, effect: () => T) => T
interface GraphCall {
  readonly method: string
  readonly path: string
  readonly body?: unknown
}

const listOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [])

function exchangeCall(
  tenant: State,
  write: Writing,
  uuid: () => string,
  cmdlet: string,
  parameters: Fields,
): Fields[] {
  const [verb = '', noun = ''] = cmdlet.split('-')
  if (noun === 'HostedConnectionFilterPolicy') return ipAllowList(tenant, write, cmdlet, parameters)
  if (noun === 'TenantAllowBlockListSpoofItems') return spoofItems(tenant, write, uuid, cmdlet, parameters)
  const objects = tenant.objects[noun]
  if (!objects) throw new Error(`${cmdlet} is not known here`)
  if (verb === 'Get') return [...objects.values()]
  const { Identity, Enabled, Confirm: _confirm, ...fields } = parameters
  const id = String(Identity)
  return write(cmdlet, 'exchange', parameters, () => {
    if (verb === 'New') {
      const taken = [...objects.values()].some((one) => one.Name === fields.Name)
      if (taken) throw new M365Error('exchange', 400, 'ObjectAlreadyExistsException', String(fields.Name))
      const Guid = uuid()
      const made = { ...fields, Guid, State: Enabled === false ? 'Disabled' : 'Enabled' }
      objects.set(Guid, noun === 'TransportRule' ? made : { ...made, Enabled })
      return [made]
    }
    const before = objects.get(id)
    if (!before) throw new M365Error('exchange', 404, 'ManagementObjectNotFoundException', id)
    if (verb === 'Remove') objects.delete(id)
    else if (verb === 'Set') objects.set(id, { ...before, ...fields })
    else objects.set(id, { ...before, State: `${verb}d` })
    return []
  })
}

function ipAllowList(
  { ipAllowList: list }: State,
  write: Writing,
  cmdlet: string,
  { IPAllowList }: Fields,
): Fields[] {
  if (cmdlet.startsWith('Get')) return [{ IPAllowList: [...list] }]
  const change = Object(IPAllowList)
  return write(cmdlet, 'exchange', change, () => {
    for (const address of listOf(change.Add)) list.add(address)
    for (const address of listOf(change.Remove)) list.delete(address)
    return []
  })
}

function spoofItems(
  { spoofItems: items }: State,
  write: Writing,
  uuid: () => string,
  cmdlet: string,
  { SpoofedUser, SendingInfrastructure, SpoofType, Ids }: Fields,
): Fields[] {
  if (cmdlet.startsWith('Get'))
    return [...items].map(([entry, Identity]) => {
      const [user, infrastructure, type] = entry.split(', ')
      return { Identity, SpoofedUser: user, SendingInfrastructure: infrastructure, SpoofType: type }
    })
  const entry = [SpoofedUser, SendingInfrastructure, SpoofType].join(', ')
  return write(cmdlet, 'exchange', { entry }, () => {
    if (cmdlet.startsWith('Remove'))
      for (const [one, id] of items) {
        if (listOf(Ids).includes(id)) items.delete(one)
      }
    else if (items.has(entry)) throw new M365Error('exchange', 400, 'ObjectAlreadyExistsException', entry)
    else items.set(entry, uuid())
    return []
  })
}

function listed({ objects }: State, path: string): Fields[] {
  const [, id] = /^\/groups\/([^/]+)\/members/.exec(path) ?? []
  if (!id) return [...(objects.groups?.values() ?? [])]
  return listOf(objects.groups?.get(id)?.members).map((member) => ({ id: member }))
}

/** Groups only: upsert by `uniqueName`, members, and removal. */
function graphCall(
  tenant: State,
  write: Writing,
  uuid: () => string,
  { method, path, body }: GraphCall,
): unknown {
  const groups = tenant.objects.groups ?? new Map<string, Fields>()
  const [, uniqueName] = /^\/groups\(uniqueName='([^']+)'\)/.exec(path) ?? []
  const [, id = '', , member] = /^\/groups\/([^/?]+)(\/members\/([^/]+)\/\$ref)?/.exec(path) ?? []
  const found = [...groups.values()].find(
    (one) => one.id === id || (uniqueName && one.uniqueName === uniqueName),
  )
  const absent = () => new M365Error('graph', 404, 'Request_ResourceNotFound', path)
  if (method === 'GET') {
    const user = /^\/users\/([^/?]+)/.exec(path)?.[1]
    if (user ? tenant.gone.has(user) : !found) throw absent()
    return user ? { id: user } : found
  }
  return write(`${method} ${path.split(/[/(]/)[1]}`, 'graph', { path, ...Object(body) }, () => {
    if (!found && !uniqueName) throw absent()
    const before = found ?? { id: uuid(), uniqueName, mail: `${uniqueName}@contoso.com`, members: [] }
    const key = String(before.id)
    const { 'members@odata.bind': bound, ...changes } = Object(body)
    const members = listOf(before.members)
    if (method === 'DELETE' && !member) groups.delete(key)
    else if (method === 'DELETE')
      groups.set(key, { ...before, members: members.filter((one) => one !== member) })
    else {
      const added = listOf(bound).map((url) => url.slice(url.lastIndexOf('/') + 1))
      if (added.some((one) => members.includes(one)))
        throw new M365Error('graph', 400, 'Request_BadRequest', ALREADY_MEMBER)
      groups.set(key, { ...before, ...changes, members: [...members, ...added].sort() })
    }
    return found ? undefined : groups.get(key)
  })
}
