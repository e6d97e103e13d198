import { describe, expect, test } from 'vitest'
import { askedOf, emulatedOperations, MARKS, operationNamed } from '#mock-m365/coverage'
import { clientOf } from './clients.ts'
import { coverage, drivenNow } from './coverage.ts'
import surface from './documented-surface.json' with { type: 'json' }
import { EVIDENCE } from './evidence.ts'
import { merged } from './merge.ts'

const OPERATIONS = emulatedOperations()
const nameOf = ({ service, operation }: (typeof OPERATIONS)[number]): string => `${service} ${operation}`

describe('the operations of the tables', () => {
  test('stand there once each', () => {
    expect(OPERATIONS.length).toBeGreaterThan(400)
    expect(new Set(OPERATIONS.map(nameOf)).size).toBe(OPERATIONS.length)
  })

  test('all say which page documents them, and how well they are known', () => {
    const wrong = OPERATIONS.filter(
      ({ source, mark }) =>
        !source.startsWith('https://learn.microsoft.com/') || !MARKS.some((one) => one === mark),
    )
    expect(wrong.map(nameOf)).toEqual([])
  })

  test('are reached under the name that the table gives them', () => {
    const wrong = OPERATIONS.filter((one) => askedOf(one.service, one.operation).operation !== one.operation)
    expect(wrong.map(nameOf)).toEqual([])
  })

  test.each([
    ["GET /servicePrincipals(appId='{appId}')/owners", 'GET /servicePrincipals/{id}/owners'],
    ['GET /me/mailFolders/microsoft.graph.delta()', 'GET /me/mailFolders/delta'],
    ['GET /users/delta', 'GET /users/delta'],
    ['New-TransportRule', 'New-TransportRule'],
  ])('%s is %s', (called, named) => {
    expect(operationNamed(called)).toBe(named)
  })
})

describe('coverage', async () => {
  const found = await coverage()

  test('has every operation of the tables, and no other', () => {
    expect(found.operations.map(nameOf)).toEqual(OPERATIONS.map(nameOf))
  })

  test('sees what the product does in a play of the four stages, and by which client it signs in', async () => {
    const { seen, product } = await drivenNow()
    expect(seen['entra POST /oauth2/v2.0/token']?.clients).toEqual(['@azure/msal-node'])
    expect([...product]).toEqual(
      expect.arrayContaining(['graph GET /users/delta', 'exchange New-TransportRule']),
    )
    // The administrator gives the role.
    expect(seen['graph POST /roleManagement/directory/roleAssignments']?.answered).toBe(1)
    expect([...product]).not.toContain('graph POST /roleManagement/directory/roleAssignments')
    const counted = found.operations.filter((one) => one.product)
    expect(counted.map(nameOf).sort()).toEqual([...product].sort())
  })

  test('hears a refusal for all that it calls refused, and never success', () => {
    expect(found.refused.length).toBeGreaterThan(50)
    expect(found.refused.filter(({ status }) => (status < 400 || status >= 500) && status !== 501)).toEqual(
      [],
    )
  })

  test.each([
    ['graph', 'GET /users/{id}/drive', { status: 501, code: 'NotImplemented' }],
    ['graph', 'GET /teams', { status: 501, code: 'NotImplemented' }],
    ['exchange', 'Get-QuarantineMessage', { status: 403, code: undefined }],
    ['entra', 'POST /saml2', { status: 404, code: undefined }],
  ] as const)('%s refuses %s in its own way', (service, asked, answer) => {
    expect(askedOf(service, asked)).toEqual({ operation: undefined, ...answer })
  })

  test('counts every example of the results once', () => {
    for (const { examples, counts } of found.examples.shares)
      expect(Object.values(counts).reduce((sum, one) => sum + one, 0)).toBe(examples)
  })
})

test('what is compared is listed once', () => {
  for (const { asked } of Object.values(surface)) expect(new Set(asked).size).toBe(asked.length)
})

describe('evidence', () => {
  test('names operations that are there, and its day: npm run evidence writes it anew', () => {
    expect(EVIDENCE.collected).toMatch(/^\d{4}-\d\d-\d\d$/)
    const known = new Set(OPERATIONS.map(nameOf))
    expect(Object.keys(EVIDENCE.operations).filter((one) => !known.has(one))).toEqual([])
  })

  test('counts files, not calls, and clients only where they were answered', () => {
    const seen = { operation: 'graph GET /users/delta', refused: false, client: '@azure/identity' }
    const refused = { ...seen, refused: true, client: 'openid-client' }
    const strange = { ...seen, operation: 'graph GET /{unknown}' }
    expect(
      merged([
        [seen, seen, refused],
        [seen, strange],
      ]),
    ).toEqual({
      'graph GET /users/delta': { answered: 2, refused: 1, clients: ['@azure/identity'] },
    })
  })

  test.each([
    [{ 'user-agent': 'azsdk-js-identity/4.14.1 core-rest-pipeline/1' }, '', '@azure/identity'],
    [{ sdkversion: 'graph-js/3.0.7 (featureUsage=7)' }, '', '@microsoft/microsoft-graph-client'],
    [{ sdkversion: 'graph-typescript/1.0.0, graph-typescript-core/3' }, '', '@microsoft/msgraph-sdk'],
    [{}, 'client_id=x&x-client-SKU=msal.js.node', '@azure/msal-node'],
    [{ 'user-agent': 'node' }, 'client_id=x', undefined],
  ])('a client is known by what it sends: %j', (headers, body, name) => {
    expect(clientOf({ headers, query: '', body })).toBe(name)
  })
})
