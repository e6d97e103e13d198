/** Faults of reads and lasting refusals: what the caller sees, and which calls they strike. */
import { expect, test } from 'vitest'
import { EXCHANGE, GRAPH, PASSWORD, TENANT_ID, V2, world } from '../entra/testing/world.ts'
import type { PlannedFault } from './fault.ts'

const EXCHANGE_CLIENT = 'fb78d390-0c51-40cd-8e17-fdbfab77341b'

/** A cloud with a plan, and a caller who may read and write in both services. */
function played(...planned: readonly PlannedFault[]) {
  const at = world(planned)
  const tokens = {
    [GRAPH]: String(at.send(V2, { form: PASSWORD }).json.access_token),
    [EXCHANGE]: String(
      at.send(V2, { form: { ...PASSWORD, client_id: EXCHANGE_CLIENT, scope: `${EXCHANGE}/.default` } }).json
        .access_token,
    ),
  }
  const call = (origin: typeof GRAPH | typeof EXCHANGE, method: string, target: string, sent?: object) => {
    const [path = '', query = ''] = target.split('?')
    const headers = { authorization: `Bearer ${tokens[origin]}`, 'content-type': 'application/json' }
    const body = sent ? JSON.stringify(sent) : ''
    const host = new URL(origin).hostname
    const answer = at.cloud.handle({
      ...{ method, host, origin, path, query, headers, body },
      at: at.clock.now(),
    })
    const text = String(answer.body)
    return { status: answer.status, json: text.startsWith('{') ? JSON.parse(text) : {} }
  }
  return {
    fired: at.cloud.faults.fired,
    graph: (method: string, path: string, sent?: object) => call(GRAPH, method, `/v1.0${path}`, sent),
    cmdlet: (CmdletName: string, Parameters: object) =>
      call(EXCHANGE, 'POST', `/adminapi/beta/${TENANT_ID}/InvokeCommand`, {
        CmdletInput: { CmdletName, Parameters },
      }),
  }
}

const group = (name: string) => ({
  displayName: name,
  mailNickname: name.replaceAll(' ', ''),
  mailEnabled: false,
  securityEnabled: true,
})
const connector = (Name: string) => ({ Name, ConnectorType: 'Partner', SenderDomains: ['*'] })
const idsIn = ({ json }: { json: { value: readonly { id: string }[] } }) => json.value.map(({ id }) => id)

test('a group that a policy refuses is refused as often as it is tried, and others are made', () => {
  const { graph, fired } = played({ operation: 'POST /groups', occurrence: 0, fault: 'refused-by-policy' })
  for (const _ of [1, 2])
    expect(graph('POST', '/groups', group('Blocked'))).toMatchObject({
      status: 403,
      json: { error: { code: 'Authorization_RequestDenied' } },
    })
  expect(graph('POST', '/groups', group('Welcome')).status).toBe(201)
  expect(graph('GET', "/groups?$filter=displayName eq 'Blocked'").json.value).toEqual([])
  expect(fired).toHaveLength(1)
})

test('a member that a policy refuses is refused alone and among others', () => {
  const operation = 'POST /groups/{id}/members/$ref'
  const { graph } = played({ operation, occurrence: 0, fault: 'refused-by-policy' })
  const { id } = graph('POST', '/groups', group('Team')).json
  const [first, second] = idsIn(graph('GET', '/users?$top=2') as never)
  const url = (user: string | undefined) => `${GRAPH}/v1.0/directoryObjects/${user}`
  const add = (user: string | undefined) =>
    graph('POST', `/groups/${id}/members/$ref`, { '@odata.id': url(user) }).status
  expect([add(first), add(first), add(second)]).toEqual([403, 403, 204])
  const both = { 'members@odata.bind': [url(first)] }
  expect(graph('PATCH', `/groups/${id}`, both).status).toBe(403)
  expect(idsIn(graph('GET', `/groups/${id}/members`) as never)).toEqual([second])
})

test('a connector out of the write scope is refused with the cmdlet’s words', () => {
  const { cmdlet } = played({ operation: 'New-InboundConnector', occurrence: 1, fault: 'refused-by-policy' })
  const make = (name: string) => cmdlet('New-InboundConnector', connector(name))
  expect(make('One').status).toBe(200)
  const refused = make('Two')
  expect([refused.status, refused.json.error.innererror.internalexception.message]).toEqual([
    400,
    `The operation on "Two" failed because it's out of the current user's write scope.`,
  ])
  expect([make('Two').status, make('Three').status]).toEqual([400, 200])
  expect(cmdlet('Set-InboundConnector', { Identity: 'One', Comment: 'x' }).status).toBe(200)
})

test('a listing comes empty, with an entry twice, or ends in its middle: once, and without a word', () => {
  const whole = idsIn(played().graph('GET', '/users') as never)
  expect(whole.length).toBeGreaterThan(3)
  const seen = (fault: string) => {
    const { graph } = played({ operation: 'GET /users', occurrence: 0, fault })
    const [first, second] = [graph('GET', '/users'), graph('GET', '/users')]
    expect([first.status, Object.hasOwn(first.json, '@odata.nextLink')]).toEqual([200, false])
    expect(idsIn(second as never)).toEqual(whole)
    return idsIn(first as never)
  }
  expect(seen('empty-page')).toEqual([])
  expect(seen('doubled-entry')).toEqual([whole[0], ...whole])
  expect(seen('broken-listing')).toEqual(whole.slice(0, Math.ceil(whole.length / 2)))
})

test('so does what a cmdlet lists', () => {
  const names = ['One', 'Two', 'Three']
  const seen = (fault: string) => {
    const { cmdlet } = played({ operation: 'Get-InboundConnector', occurrence: 0, fault })
    for (const name of names) cmdlet('New-InboundConnector', connector(name))
    const read = () =>
      cmdlet('Get-InboundConnector', {}).json.value.map(({ Name }: { Name: string }) => Name) as string[]
    const [first, second] = [read(), read()]
    expect(second.toSorted()).toEqual(names.toSorted())
    return first
  }
  expect(seen('empty-page')).toEqual([])
  expect(seen('doubled-entry')).toHaveLength(4)
  expect(seen('broken-listing')).toHaveLength(2)
})

test('a listing that goes on loses the link to its next page', () => {
  const { graph } = played({ operation: 'GET /users', occurrence: 0, fault: 'broken-listing' })
  expect(Object.hasOwn(graph('GET', '/users?$top=2').json, '@odata.nextLink')).toBe(false)
  expect(Object.hasOwn(graph('GET', '/users?$top=2').json, '@odata.nextLink')).toBe(true)
})

test('one object is not found once; a collection as a whole, and a write, are not struck', () => {
  const found = { operation: '*', occurrence: 2, fault: 'not-found-once' }
  const { graph } = played(found)
  const [id] = idsIn(played().graph('GET', '/users?$top=1') as never)
  expect(graph('GET', `/users/${id}`)).toMatchObject({
    status: 404,
    json: { error: { code: 'Request_ResourceNotFound' } },
  })
  expect(graph('GET', `/users/${id}`).status).toBe(200)
  const other = played(found)
  expect([other.graph('GET', '/users').status, other.fired]).toEqual([200, []])
})

test('a round of changes is forgotten once, and begins again where the answer says; a first round is not struck', () => {
  const round = (occurrence: number) => {
    const { graph } = played({ operation: 'GET /users/delta', occurrence, fault: 'round-forgotten' })
    const { json } = graph('GET', '/users/delta?$select=id')
    const link = String(Reflect.get(json, '@odata.deltaLink'))
    return { graph, first: json, next: link.replace('https://graph.microsoft.com/v1.0', '') }
  }
  const { graph, next } = round(1)
  const lost = graph('GET', next)
  expect(lost).toMatchObject({ status: 410, json: { error: { code: 'syncStateNotFound' } } })
  expect(graph('GET', next).status).toBe(200)
  expect(Array.isArray(Reflect.get(round(0).first, 'value'))).toBe(true)
})

test('a listing comes in short pages, each with the link to the next, and all of it is there', () => {
  const whole = idsIn(played().graph('GET', '/users') as never)
  const { graph } = played({ operation: 'GET /users', occurrence: 0, fault: 'short-page' })
  const found: string[] = []
  let pages = 0
  for (let path: string | undefined = '/users?$select=id&$top=999'; path; pages++) {
    const { json } = graph('GET', path)
    found.push(...json.value.map(({ id }: { id: string }) => id))
    path = json['@odata.nextLink']?.replace(`${GRAPH}/v1.0`, '')
  }
  expect(found).toEqual(whole)
  expect(pages).toBeGreaterThan(1)
})

test('a listing, and each list in it, comes in another order, and nothing is missing', () => {
  const rules = ({ json }: { json: { value: readonly { Name: string; SenderDomainIs: string[] }[] } }) =>
    json.value
  const two = { Name: 'One', SenderDomainIs: ['a.example', 'b.example'], SetAuditSeverity: 'Low' }
  const made = (...planned: readonly PlannedFault[]) => {
    const { cmdlet } = played(...planned)
    for (const Name of ['One', 'Two']) cmdlet('New-TransportRule', { ...two, Name })
    return rules(cmdlet('Get-TransportRule', {}) as never)
  }
  const [first, second] = made()
  const [last, other] = made({ operation: 'Get-TransportRule', occurrence: 0, fault: 'reordered' })
  expect([last?.Name, other?.Name]).toEqual([second?.Name, first?.Name])
  expect(last?.SenderDomainIs).toEqual(second?.SenderDomainIs.toReversed())
})

test('the answers of a batch come in another order than its requests, each with its id', () => {
  const { graph } = played({ operation: 'POST /$batch', occurrence: 0, fault: 'reordered' })
  const requests = ['/users', '/groups', '/nothing'].map((url, i) => ({ id: String(i), method: 'GET', url }))
  const told = () =>
    graph('POST', '/$batch', { requests }).json.responses.map(
      ({ id, status }: { id: string; status: number }) => `${id} ${status}`,
    )
  expect([told(), told()]).toEqual([
    ['2 400', '1 200', '0 200'],
    ['0 200', '1 200', '2 400'],
  ])
})

test('a good token is refused once, in the words of each service', () => {
  const { graph, cmdlet } = played(
    { operation: 'GET /users', occurrence: 0, fault: 'refused-once' },
    { operation: 'Get-TransportRule', occurrence: 0, fault: 'refused-once' },
  )
  expect(graph('GET', '/users')).toMatchObject({
    status: 401,
    json: { error: { code: 'InvalidAuthenticationToken' } },
  })
  expect([graph('GET', '/users').status, cmdlet('Get-TransportRule', {}).status]).toEqual([200, 401])
  expect(cmdlet('Get-TransportRule', {}).status).toBe(200)
})
