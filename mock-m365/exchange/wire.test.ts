import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Arrival } from '../wire.ts'
import { NOUNS } from './nouns/index.ts'
import { exchange } from './server.ts'
import { errorText, START, world } from './test-world.ts'

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
    const headers = { prefer: 'odata.maxpagesize=2' }
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

  test('more objects than ResultSize are cut off, with a warning', () => {
    const { send } = world({ rules: 5 })
    const { json } = send('Get-TransportRule', { ResultSize: 2 })
    expect([json.value.length, json['@adminapi.warnings'].length]).toEqual([2, 1])
    expect(send('Get-TransportRule', { ResultSize: 'Unlimited' }).json.value).toHaveLength(5)
    expect(send('Get-HostedConnectionFilterPolicy', { ResultSize: 2 }).status).toBe(400)
  })

  test('too many requests are told when to come back', () => {
    const { status, headers } = exchange.throttled({} as Arrival, 17, 'r')
    expect([status, headers['Retry-After']]).toEqual([429, '17'])
  })

  test('any body gets an answer of the service, and what it refuses writes nothing', () => {
    const cmdlets = NOUNS.flatMap((noun) => noun.cmdlets)
    const names = cmdlets.flatMap(({ table }) => [...table.byName.keys()])
    const parameters = fc.dictionary(
      fc.oneof(fc.constantFrom(...names, '__proto__', 'constructor', '@odata.type'), fc.string()),
      fc.jsonValue({ maxDepth: 4 }),
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
})
