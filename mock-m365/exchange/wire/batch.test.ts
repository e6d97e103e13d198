import { describe, expect, test } from 'vitest'
import { errorText, type Reply, START, TENANT_ID, type World, world } from '../testing/world.ts'

const ROOT = `https://outlook.office365.com/adminapi/beta/${TENANT_ID}`
const ON = { prefer: 'odata.maxpagesize = 1000;odata.continue-on-error', 'content-type': 'application/json' }

interface Told {
  readonly id: string
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Reply['json']
}

const item = (id: string, CmdletName: string, Parameters: object = {}, more: object = {}) => ({
  id,
  method: 'POST',
  url: `${ROOT}/InvokeCommand`,
  headers: { 'Content-Type': 'application/json', 'X-CmdletName': CmdletName },
  body: { CmdletInput: { CmdletName, Parameters } },
  ...more,
})

const sent = ({ ask }: World, requests: unknown, headers: Record<string, string> = ON) =>
  ask('POST $batch', { headers, body: JSON.stringify({ requests }) })

function told(reply: Reply): readonly Told[] {
  const { responses } = JSON.parse(reply.text)
  return responses
}

describe('a batch', () => {
  test('answers each request as if it had come alone, by its id', () => {
    const w = world({ rules: 3 })
    const paged = { Prefer: 'odata.maxpagesize=2', 'X-AnchorMailbox': 'TID:x' }
    const answers = told(
      sent(w, [
        item('b', 'Get-TransportRule', {}, { headers: paged, url: `${ROOT}/InvokeCommand?$select=Name` }),
        item('a', 'Remove-TransportRule', { Identity: 'nothing' }),
        item('7', 'Get-Weather'),
        item('d', 'Set-HostedConnectionFilterPolicy', { Identity: 'Default', IPAllowList: ['198.51.100.7'] }),
        item('e', 'New-TransportRule', { Name: 'new', SetSCL: 5 }),
      ]),
    )
    expect(answers.map(({ id, status }) => [id, status])).toEqual([
      ['b', 200],
      ['a', 404],
      ['7', 403],
      ['d', 200],
      ['e', 200],
    ])
    const [page, missing, unknown, unchanged] = answers
    expect(page?.body?.value).toEqual([{ Name: 'Own rule 0' }, { Name: 'Own rule 1' }])
    expect(page?.body?.['@odata.nextLink']).toContain('&$skiptoken=')
    expect(missing?.headers).toMatchObject({
      'Cmdlet-Name': 'Remove-TransportRule',
      'x-ExceptionType': 'ManagementObjectNotFoundException',
    })
    expect(missing?.body?.error.details?.[0]?.message).toContain("object 'nothing' couldn't be found")
    expect(unknown?.body).toBeUndefined()
    expect(unchanged?.body?.['@adminapi.warnings']).toHaveLength(1)
    expect(w.tenant.changesSince().map(({ call }) => call)).toEqual(['New-TransportRule'])
    expect(w.cloud.calls.map(({ operation }) => operation)).toEqual([
      'Get-TransportRule',
      'Remove-TransportRule',
      'Get-Weather',
      'Set-HostedConnectionFilterPolicy',
      'New-TransportRule',
      'POST $batch',
    ])
  })

  test('ends with the first failure, unless it is told to go on', () => {
    const requests = [
      item('1', 'Get-AcceptedDomain'),
      item('2', 'Get-Weather'),
      item('3', 'New-TransportRule', { Name: 'n', SetSCL: 5 }),
    ]
    for (const prefer of ['odata.maxpagesize=10', 'odata.continue-on-error=false']) {
      const w = world()
      expect(told(sent(w, requests, { prefer })).map(({ id }) => id)).toEqual(['1', '2'])
      expect(w.tenant.position).toBe(0)
    }
    expect(told(sent(world(), requests))).toHaveLength(3)
  })

  test.each([
    [`${ROOT}/InvokeCommand`, 200],
    [`https://outlook.office365.com:443/adminapi/beta/${TENANT_ID}/InvokeCommand?`, 200],
    [`https://outlook.office.com/adminapi/beta/contoso.com/InvokeCommand`, 200],
    [`/adminapi/beta/${TENANT_ID}/InvokeCommand`, 200],
    ['InvokeCommand?$select=Name', 200],
    ['https://outlook.office365.com/adminapi/beta/fabrikam.com/InvokeCommand', 401],
    [`/adminapi/v1.0/${TENANT_ID}/InvokeCommand`, 405],
  ])('the address %s is answered %i', (url, status) => {
    const [answer] = told(sent(world(), [item('1', 'Get-AcceptedDomain', {}, { url })]))
    expect(answer?.status).toBe(status)
  })

  test('runs as its caller, whatever a request says of itself', () => {
    const w = world()
    const headers = { Authorization: 'Bearer eyother', 'Content-Type': 'application/json' }
    expect(told(sent(w, [item('1', 'Get-AcceptedDomain', {}, { headers })]))[0]?.status).toBe(200)
    const refused = w.ask('POST $batch', { token: 'eynone', body: '{"requests":[]}' })
    expect(refused.status).toBe(401)
  })

  const many = Array.from({ length: 11 }, (_, i) =>
    item(String(i), 'New-TransportRule', { Name: `n${i}`, SetSCL: 5 }),
  )
  test.each([
    ['more than ten requests', many, /maximum number of requests in a batch is 10/],
    ['the same id twice', [item('A', 'Get-AcceptedDomain'), item('a', 'Get-AcceptedDomain')], /not unique/],
    ['no id', [{ ...many[0], id: undefined }], /no id/],
    ['no method', [{ ...many[0], method: 7 }], /no method/],
    ['no url', [{ ...many[0], url: '' }], /no url/],
    [
      'another host',
      [item('1', 'x', {}, { url: 'https://graph.microsoft.com/v1.0/users' })],
      /none of this service/,
    ],
    ['another service', [item('1', 'x', {}, { url: '/v1.0/users' })], /none of this service/],
    ['a batch', [item('1', 'x', {}, { url: `${ROOT}/%24batch` })], /none of this service/],
    ['no objects', ['x'], /not an object/],
    ['no array', { length: 1 }, /no array/],
  ])('of %s is refused as a whole', (_name, requests, text) => {
    const w = world()
    const reply = sent(w, requests)
    expect([reply.status, errorText(reply)]).toEqual([400, expect.stringMatching(text)])
    expect(w.tenant.position).toBe(0)
  })

  test('is JSON, and posted', () => {
    const { ask } = world()
    expect(
      ask('POST $batch', { headers: { 'content-type': 'multipart/mixed; boundary=b' }, body: '--b' }).status,
    ).toBe(415)
    expect(ask('GET $batch').status).toBe(405)
    expect(ask('POST $batch', { body: '{' }).status).toBe(400)
    expect(ask('POST $batch', { at: START, body: 'null' }).status).toBe(400)
    expect(ask('POST $batch', { body: '{"requests":[]}' }).text).toBe('{"responses":[]}')
  })
})
