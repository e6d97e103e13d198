/** What the control surface sets in a cloud: delays by kind and reader, and tenants' licences. */
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { servedControl } from './testing/served-control.ts'

const served = await servedControl(Date.now())
const {
  ask,
  graph,
  contoso: { tenantId },
} = served
beforeEach(served.renew)
afterAll(served.close)

const GROUP = { displayName: 'Late', mailNickname: 'late', mailEnabled: false, securityEnabled: true }
const idsOf = async (answer: Promise<Response>) => {
  const { value } = Object(await (await answer).json())
  return value.map(({ id }: { id: string }) => id)
}

describe('delays', () => {
  test('hold for the kind and the reader that they name, until the time has passed or they are taken away', async () => {
    const rules = [{ kind: 'groups', reader: 'graph', seconds: 600 }]
    expect(await ask('PUT /lag', { rules })).toMatchObject({ status: 200, json: { rules } })
    const { id } = Object(await (await graph('POST /groups', GROUP)).json())
    expect((await graph('POST /users', {})).status).toBe(400)
    const seen = async () =>
      (await idsOf(graph("GET /groups?$filter=displayName%20eq%20'Late'"))).includes(id)
    expect(await seen()).toBe(false)
    await ask('POST /clock/advance', { seconds: 601 })
    expect(await seen()).toBe(true)
    await graph(`DELETE /groups/${id}`)
    expect(await seen()).toBe(true)
    expect(await ask('DELETE /lag')).toMatchObject({ status: 200, json: { rules: [] } })
    expect(await seen()).toBe(false)
    expect((await ask('GET /lag')).json).toEqual({ rules: [] })
  })

  test.each([
    [{ rules: [{ kind: 'groups' }] }, /^lag\.rules\[0\]: neither seconds nor reads/],
    [{ rules: [{ kind: '', seconds: 1 }] }, /^rules\[0\]\.kind: expected a kind of object/],
    [
      { rules: [{ kind: '*', seconds: 86_401 }] },
      /^rules\[0\]\.seconds: expected a whole number from 0 to 86400/,
    ],
    [
      { rules: [{ kind: '*', reads: 1, reader: 'outlook' }] },
      /^rules\[0\]\.reader: expected "entra", "graph" or "exchange"/,
    ],
  ])('%j is refused', async (body, words) => {
    const { status, json } = await ask('PUT /lag', body)
    expect([status, Object(json.error).message]).toEqual([400, expect.stringMatching(words)])
    expect((await ask('GET /lag')).json).toEqual({ rules: [] })
  })
})

describe('licences', () => {
  const licences = `/tenants/${tenantId}/licences`
  const PIM = 'GET /roleManagement/directory/roleEligibilitySchedules'

  test('that are cancelled and bought are what Graph lists and what PIM goes by', async () => {
    const names = async () =>
      Object(await (await graph('GET /subscribedSkus')).json()).value.map(
        ({ skuPartNumber }: { skuPartNumber: string }) => skuPartNumber,
      )
    expect((await ask(`GET /tenants/${tenantId}/licences`)).json).toMatchObject({
      known: ['ENTERPRISEPACK', 'AAD_PREMIUM_P2'],
    })
    await ask(`PUT ${licences}`, { licences: ['ENTERPRISEPACK'] })
    expect([await names(), (await graph(PIM)).status]).toEqual([['ENTERPRISEPACK'], 400])
    const bought = await ask(`PUT ${licences}`, { licences: ['ENTERPRISEPACK', 'AAD_PREMIUM_P2'] })
    expect(bought.json).toMatchObject({
      licences: [{ skuPartNumber: 'ENTERPRISEPACK' }, { consumedUnits: 0 }],
    })
    expect([await names(), (await graph(PIM)).status]).toEqual([['ENTERPRISEPACK', 'AAD_PREMIUM_P2'], 200])
  })

  test('that people hold are not cancelled, and unknown ones not bought', async () => {
    expect(await ask(`PUT ${licences}`, { licences: [] })).toMatchObject({
      status: 400,
      json: { error: { message: expect.stringMatching(/^licences: ENTERPRISEPACK is held by \d+ users/) } },
    })
    expect(await ask(`PUT ${licences}`, { licences: ['E7'] })).toMatchObject({
      status: 400,
      json: {
        error: {
          message: expect.stringMatching(
            /^licences\[0\]: expected "ENTERPRISEPACK" or "AAD_PREMIUM_P2", found "E7"/,
          ),
        },
      },
    })
  })
})
