import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Arrival } from '../wire.ts'
import { NOUNS } from './nouns/index.ts'
import { errorText, START, TENANT_ID, world } from './testing/world.ts'

describe('the wire', () => {
  test('types are annotated before the properties that bear them', () => {
    const { text } = world({ rules: 1 }).send('Get-TransportRule')
    expect(text).toContain('"Priority@data.type":"System.Int32","Priority":0,')
    expect(text).toContain('"Guid@data.type":"System.Guid","Guid@odata.type":"#Guid","Guid":"')
    expect(text).toContain('"Actions@odata.type":"#Collection(String)","Actions":[')
    expect(text).toContain(
      '"WhenChanged@data.type":"System.DateTime","WhenChanged":"2026-03-01T10:00:00.0000000+00:00"',
    )
    expect(text).toContain('"From":null,')
  })

  test('$select projects, and pages follow one another until their token is stale', () => {
    const w = world({ rules: 5 })
    const headers = { prefer: 'odata.maxpagesize=2', 'x-anchormailbox': `TID:${TENANT_ID}` }
    const names: unknown[] = []
    let query = '$select=name,Priority'
    for (let page = 0; page < 3; page++) {
      const { json } = w.send('Get-TransportRule', {}, { headers, query })
      names.push(...json.value.map(({ Name }) => Name))
      expect(Object.keys(json.value[0] ?? {})).toEqual(['Priority@data.type', 'Priority', 'Name'])
      if (page === 0) w.send('Remove-TransportRule', { Identity: 'Own rule 4' })
      const next = json['@odata.nextLink']
      expect(next === undefined).toBe(page === 2)
      if (next) query = new URL(next).search.slice(1)
    }
    expect(names).toEqual([0, 1, 2, 3, 4].map((i) => `Own rule ${i}`))
    const late = w.send('Get-TransportRule', {}, { headers, query, at: START + 30 * 60_000 })
    expect([late.status, errorText(late)]).toEqual([400, expect.stringContaining('pagination request')])
    expect(w.send('Get-TransportRule', { State: 'Enabled' }, { headers, query }).status).toBe(400)
    expect(w.send('Get-TransportRule', {}, { query: '$skiptoken=zzz' }).status).toBe(400)
  })

  test('a page is followed by POST with the same body or by GET with none, at the back-end that knows it', () => {
    const { send, ask } = world({ rules: 5 })
    const anchored = (anchor: string, size = 2) => ({
      headers: { prefer: `odata.maxpagesize = ${size};odata.continue-on-error`, 'x-anchormailbox': anchor },
    })
    const first = send('Get-TransportRule', {}, anchored('UPN:ann@contoso.com'))
    const query = new URL(first.json['@odata.nextLink'] ?? '').search.slice(1)
    const names = ({ json }: typeof first) => json.value.map(({ Name }) => Name)
    // The module requests fewer rows with each page, and the case of the anchor does not matter.
    const second = send('Get-TransportRule', {}, { ...anchored('upn:ANN@contoso.com', 1), query })
    expect(names(second)).toEqual(['Own rule 2'])
    const got = ask(`GET InvokeCommand?${query}`, anchored('UPN:ann@contoso.com', 3))
    expect(names(got)).toEqual(['Own rule 2', 'Own rule 3', 'Own rule 4'])
    for (const anchor of ['UPN:bob@contoso.com', '', 'nonsense'])
      expect(errorText(send('Get-TransportRule', {}, { ...anchored(anchor), query }))).toMatch(
        /^Expired or Invalid/,
      )
    expect(send('Get-TransportRule', {}, { query }).status).toBe(400)
    expect(ask('GET InvokeCommand').status).toBe(405)
    expect(ask('GET InvokeCommand?$skiptoken=2-0-0-none-0', anchored('x')).status).toBe(400)
    const elsewhere = { query: query.replace('skiptoken', 'skipToken') }
    expect(names(send('Get-TransportRule', {}, { ...anchored('x', 1000), ...elsewhere }))).toHaveLength(5)
  })

  test.each([
    ['odata.maxpagesize=5000', 1000],
    ['odata.maxpagesize=0', 1],
    ['odata.maxpagesize = 7; odata.continue-on-error', 7],
    ['odata.maxpagesize=-1', 1000],
    ['respond-async', 1000],
  ])('%s gives pages of %i', (prefer, size) => {
    const all = { ResultSize: 'Unlimited' }
    expect(
      world({ rules: 1001 }).send('Get-TransportRule', all, { headers: { prefer } }).json.value,
    ).toHaveLength(size)
  })

  test.each([
    ['UPN:SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c}@contoso.com'],
    ['APP:SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c}@fabrikam.com'],
    ['MBX:{00000000-0000-4000-8000-0000000000a1}@contoso.com'],
    ['smtp:ann@contoso.com'],
    ['TID:99999999-9999-4999-8999-999999999999'],
    ['no such form'],
  ])('the anchor %s chooses a back-end, and not whose data is read', (anchor) => {
    const { json } = world().send('Get-AcceptedDomain', {}, { headers: { 'x-anchormailbox': anchor } })
    expect(json.value).toHaveLength(1)
  })

  test('headers of the module change nothing, but for its warning preference', () => {
    const { send } = world()
    const set = (headers: Record<string, string>, parameters = {}) =>
      send(
        'Set-HostedConnectionFilterPolicy',
        { Identity: 'Default', IPAllowList: ['198.51.100.7'], ...parameters },
        { headers },
      ).json['@adminapi.warnings'].length
    const module = {
      'x-cmdletname': 'Get-Something-Else',
      'x-clientapplication': 'ExoManagementModule',
      'x-clientmoduleversion': '3.4.0',
      'parameter-based-routing': 'true',
      'connection-id': 'x',
      'client-request-id': 'y',
      erroraction: '',
      'accept-language': 'de-DE',
    }
    expect(set({ ...module, warningaction: '' })).toBe(1)
    expect(set({ ...module, warningaction: 'Continue' })).toBe(1)
    expect(set({ warningaction: 'SilentlyContinue' })).toBe(0)
    expect(set({}, { WarningAction: 'Ignore' })).toBe(0)
  })

  test.each([
    [{ 'content-type': 'application/json;odata.metadata=minimal;charset=utf-8' }, 200],
    [{ 'content-type': 'text/plain;charset=UTF-8' }, 200],
    [{ 'content-type': 'application/x-www-form-urlencoded' }, 415],
    [{ 'content-type': 'multipart/mixed; boundary=x' }, 415],
    [{ 'x-responseformat': 'JSON' }, 200],
    [{ 'x-responseformat': '' }, 200],
    [{ 'x-responseformat': 'xml' }, 400],
    [{ 'x-responseformat': 'clixml', 'x-serializationlevel': 'Full' }, 200],
    [{ 'x-responseformat': 'clixml', 'x-serializationlevel': 'Half' }, 400],
  ])('%j is answered %i', (headers, status) => {
    expect(world().send('Get-AcceptedDomain', {}, { headers }).status).toBe(status)
  })

  test('answers tell of themselves in their headers', () => {
    const { headers } = world().send('Get-AcceptedDomain')
    expect(headers).toMatchObject({
      'Content-Type':
        'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8',
      'OData-Version': '4.0',
      'Request-Id': expect.stringMatching(/^[0-9a-f-]{36}$/),
      'Preference-Applied': 'odata.include-annotations="*"',
      OrganizationStatus: 'Active',
    })
  })

  test.each([
    ['a list', ['203.0.113.1'], ['203.0.113.1']],
    ['a single text', '203.0.113.1', ['203.0.113.1']],
    [
      'a hashtable',
      { '@odata.type': '#Exchange.GenericHashTable', Add: ['203.0.113.1'] },
      ['198.51.100.7', '203.0.113.1'],
    ],
    [
      'a hashtable in small letters, with annotations and single texts',
      {
        '@odata.type': '#Exchange.GenericHashTable',
        'add@odata.type': '#Collection(String)',
        add: '203.0.113.1',
        remove: '198.51.100.7',
      },
      ['203.0.113.1'],
    ],
    [
      'a delta of another client',
      { '@odata.type': '#Exchange.StringFieldDeltaUpdateData', Remove: ['198.51.100.7'] },
      [],
    ],
    ['null', null, []],
    ['an empty list', [], []],
    ['an empty hashtable', { '@odata.type': '#Exchange.GenericHashTable' }, []],
  ])('a multi-valued property takes %s', (_form, IPAllowList, after) => {
    const { send } = world()
    const parameters = { Identity: 'Default', IPAllowList, 'IPAllowList@odata.type': '#Collection(String)' }
    expect(send('Set-HostedConnectionFilterPolicy', parameters).status).toBe(200)
    expect(send('Get-HostedConnectionFilterPolicy').json.value[0]?.IPAllowList).toEqual(after)
  })

  test('bytes are base64 under Data, and secrets that are encrypted with a key nobody has are refused', () => {
    const { send, tenant } = world()
    const bytes = (Data: unknown) => ({ FileData: { '@odata.type': '#Exchange.ByteArrayType', Data } })
    expect(errorText(send('New-TransportRule', { Name: 'r', ...bytes('no base64') }))).toMatch(
      /ByteArrayType/,
    )
    expect(errorText(send('New-TransportRule', { Name: 'r', ...bytes('AAAA') }))).toMatch(
      /specified\. FileData$/,
    )
    expect(errorText(send('New-TransportRule', { Name: 'r', Password: 'AAAA' }))).toMatch(
      /specified\. Password$/,
    )
    expect(tenant.position).toBe(0)
  })

  test('the module asks for confirmation first, and sends the command again', () => {
    const { send, tenant } = world({ rules: 1 })
    const asked = send('Remove-TransportRule', { Identity: 'Own rule 0', Confirm: true })
    expect([asked.status, asked.json.value]).toEqual([200, []])
    expect(asked.json['@adminapi.confirmationmessage']).toContain('"Remove-TransportRule" on "Own rule 0"')
    expect(send('Remove-TransportRule', { Identity: 'nothing', Confirm: true }).status).toBe(404)
    expect(tenant.position).toBe(0)
    const done = send('Remove-TransportRule', { Identity: 'Own rule 0', Confirm: false })
    expect(done.json['@adminapi.confirmationmessage']).toBeUndefined()
    expect(tenant.position).toBe(1)
  })

  test('more objects than ResultSize are cut off, with a warning', () => {
    const { send } = world({ rules: 5 })
    const { json } = send('Get-TransportRule', { ResultSize: 2 })
    expect([json.value.length, json['@adminapi.warnings'].length]).toEqual([2, 1])
    expect(send('Get-TransportRule', { ResultSize: 'Unlimited' }).json.value).toHaveLength(5)
    expect(send('Get-HostedConnectionFilterPolicy', { ResultSize: 2 }).status).toBe(400)
  })

  test('too many requests are told when to come back', () => {
    const { status, headers } = world().cloud.services.exchange.service.throttled({} as Arrival, 17, 'r')
    expect([status, headers['Retry-After']]).toEqual([429, '17'])
  })

  test('any body gets an answer of the service, and what it refuses writes nothing', () => {
    const cmdlets = NOUNS.flatMap((noun) => noun.cmdlets)
    const names = cmdlets.flatMap(({ table }) => [...table.byName.keys()])
    // Objects that cannot become text, also in the place of a type's name.
    const hostile = fc.dictionary(
      fc.constantFrom('@odata.type', 'toString', 'valueOf', 'Add', 'Data'),
      fc.oneof(fc.constant({ toString: 1, valueOf: null }), fc.jsonValue({ maxDepth: 2 })),
    )
    const parameters = fc.dictionary(
      fc.oneof(fc.constantFrom(...names, '__proto__', 'constructor', '@odata.type'), fc.string()),
      fc.oneof(fc.jsonValue({ maxDepth: 4 }), hostile),
      { maxKeys: 6 },
    )
    const command = fc.record({
      CmdletName: fc.constantFrom(...cmdlets.map(({ name }) => name)),
      Parameters: parameters,
    })
    const body = fc.oneof(
      command.map((CmdletInput) => JSON.stringify({ CmdletInput })),
      fc.json(),
      fc.string(),
    )
    fc.assert(
      fc.property(body, fc.string(), fc.string(), (sent, query, prefer) => {
        const { send, tenant } = world({ rules: 1 })
        const { status } = send('', {}, { body: sent, query, headers: { prefer } })
        expect([200, 400, 403, 404]).toContain(status)
        if (status !== 200) expect(tenant.position).toBe(0)
      }),
      { numRuns: 500 },
    )
    const { send } = world()
    for (const value of [{ toString: 1 }, { '@odata.type': { toString: 1 } }])
      for (const [cmdlet, name] of [
        ['Set-HostedConnectionFilterPolicy', 'IPAllowList'],
        ['Set-Mailbox', 'MaxSendSize'],
      ] as const)
        expect(send(cmdlet, { Identity: 'Default', [name]: value }).status, cmdlet).toBe(400)
    const { headers, text } = send('', {}, { body: '{"CmdletInput":' })
    expect(headers['x-ExceptionType']).toBe('ODataException')
    expect(text).toContain('not valid JSON')
    expect(send('', {}, { body: `${'['.repeat(200_000)}${']'.repeat(200_000)}` }).status).toBe(400)
    expect(send('', {}, { body: ' '.repeat(1024 * 1024 + 1) }).status).toBe(413)
    expect(
      send(
        '',
        {},
        { body: '{"CmdletInput":{"CmdletName":"Get-TransportRule","Parameters":{"__proto__":1}}}' },
      ).status,
    ).toBe(400)
  })

  test('any request to any path gets an answer of the service, and a GET writes nothing', () => {
    const segment = fc.oneof(
      fc.constantFrom(
        ...['adminapi', 'beta', 'v1.0', 'v2.0', TENANT_ID, 'InvokeCommand', '$batch', 'EXOModuleFile'],
        ...['Mailbox', "Mailbox('x')", "Recipient('%27')", 'CasMailbox()', "EXOBanner('AutogenSession')", ''],
      ),
      fc.string({ maxLength: 12 }),
    )
    const path = fc.oneof(
      fc.array(segment, { maxLength: 7 }).map((parts) => `/${parts.join('/')}`),
      segment.map((last) => `/adminapi/beta/${TENANT_ID}/${last}`),
    )
    const option = fc.tuple(
      fc.constantFrom(
        '$select',
        '$filter',
        '$top',
        '$skiptoken',
        'PropertySet',
        'IsEncoded',
        'ResultSize',
        'Anr',
      ),
      fc.string(),
    )
    const query = fc.array(option, { maxLength: 3 }).map((all) => all.map(([a, b]) => `${a}=${b}`).join('&'))
    const header = fc.dictionary(
      fc.constantFrom(
        'prefer',
        'x-anchormailbox',
        'x-responseformat',
        'commandname',
        'content-type',
        'warningaction',
      ),
      fc.oneof(fc.string(), fc.constantFrom('application/json', 'clixml', 'odata.maxpagesize=0')),
    )
    const body = fc.oneof(
      fc.constant(''),
      fc.json(),
      fc.jsonValue().map((requests) => JSON.stringify({ requests: [requests] })),
    )
    const { ask, tenant } = world({ rules: 1, people: 2 })
    fc.assert(
      fc.property(
        fc.constantFrom('GET', 'POST', 'PUT'),
        path,
        query,
        header,
        body,
        (method, where, asked, headers, sent) => {
          const { status } = ask(`${method} ${where}`, {
            query: asked,
            headers: { authorization: undefined, ...headers },
            body: sent,
          })
          const authorized = ask(`${method} ${where}`, { query: asked, headers, body: sent })
          expect([401, 404, 405, 413, 415]).toContain(status)
          expect([200, 400, 401, 403, 404, 405, 413, 415]).toContain(authorized.status)
          expect(tenant.position).toBe(0)
        },
      ),
      { numRuns: 1500 },
    )
  })
})
