/** The former account: what counts as its own in a tenant, and what a plan does about its rule. */
import { describe, expect, test } from 'vitest'
import type { Found } from '../../objects/kind.ts'
import { marksOf } from '../../objects/marker.ts'
import type { Known } from '../../reconcile/journal.ts'
import { planSteps } from '../../reconcile/plan.ts'
import type { Observed } from '../../reconcile/question.ts'
import { boundTo } from '../../service-accounts/table.ts'
import { kindOf, NOTHING, NOW } from '../../testing/model.ts'
import { inlineKind } from '../inline/index.ts'
import { siteNamed } from '../sites.ts'
import { FORMER_NAMES, type FormerKey, formerKind } from './index.ts'
import { formerConnectors, formerElsewhere, formerRefusal, formerStanding } from './standing.ts'

const SITE = siteNamed('EU')
const FIELDS: Readonly<Record<FormerKey, Found['fields']>> = {
  F1: {
    RouteMessageOutboundConnector: FORMER_NAMES.F2,
    ExceptIfSenderIpRanges: ['20.160.56.80/28'],
    State: 'Enabled',
  },
  F2: { SmartHosts: ['f9930000000000000000000000447b.outrelay-eu.tmcas.trendmicro.com'] },
  F3: { SenderIPAddresses: ['20.160.56.80/28'] },
}
const found = (key: FormerKey, fields: Found['fields'] = {}): Found => ({
  id: `id of ${key}`,
  name: FORMER_NAMES[key],
  marker: undefined,
  fields: { ...FIELDS[key], ...fields },
})
const tenantWith = (given: Readonly<Partial<Record<FormerKey, Found>>>): Observed => {
  const listed = (key: FormerKey) => (given[key] ? [given[key]] : [])
  return {
    objects: new Map([
      ['transportRule', listed('F1')],
      ['outboundConnector', listed('F2')],
      ['inboundConnector', listed('F3')],
    ]),
    lists: new Map(),
  }
}
const WHOLE = { F1: found('F1'), F2: found('F2'), F3: found('F3') }
const keysIn = (given: Readonly<Partial<Record<FormerKey, Found>>>) =>
  [...formerStanding(tenantWith(given), SITE).keys()].sort()

describe('what an object does shows whose it is', () => {
  test('rule and connectors as published, under their names in any case', () => {
    expect(keysIn(WHOLE)).toEqual(['F1', 'F2', 'F3'])
    expect(keysIn({ F3: { ...found('F3'), name: 'tmcas INBOUND connector' } })).toEqual(['F3'])
  })

  test('a connector of the name to another host, or for addresses of nobody here, is the customer’s', () => {
    expect(keysIn({ F2: found('F2', { SmartHosts: ['gateway.filter.example'] }) })).toEqual([])
    expect(keysIn({ F2: found('F2', { SmartHosts: [] }) })).toEqual([])
    expect(keysIn({ F3: found('F3', { SenderIPAddresses: ['192.0.2.1'] }) })).toEqual([])
    expect(keysIn({ F3: found('F3', { SenderIPAddresses: [] }) })).toEqual([])
  })

  test('a rule of the name that leads elsewhere, or to the customer’s connector, is the customer’s', () => {
    const elsewhere = found('F1', { RouteMessageOutboundConnector: 'To the gateway' })
    expect(keysIn({ ...WHOLE, F1: elsewhere })).toEqual(['F2', 'F3'])
    expect(keysIn({ F1: found('F1'), F2: found('F2', { SmartHosts: ['gateway.filter.example'] }) })).toEqual(
      [],
    )
  })

  test('it is in the way of what reroutes outgoing mail, and of that alone', () => {
    const [account, seen] = [{ kind: inlineKind(), site: SITE }, tenantWith(WHOLE)]
    expect(formerConnectors(seen, SITE).toSorted()).toEqual([FORMER_NAMES.F3, FORMER_NAMES.F2].toSorted())
    const refusal = (goal: string, given: Observed, site = SITE) =>
      formerRefusal({ ...account, site }, goal, given, 'former account stands')
    expect(refusal('granted', seen)).toMatchObject({
      code: 'former account stands',
      data: { names: { length: 2 } },
    })
    expect(refusal('granted inbound', seen)).toBeUndefined()
    expect(refusal('granted', tenantWith({ F1: found('F1') }))).toBeUndefined()
    expect(refusal('granted', seen, siteNamed('Japan'))).toMatchObject({
      code: 'former account at another site',
      data: { names: { length: 2 } },
    })
  })

  test('another site takes nothing over; a host that is no site’s counts as this one’s', () => {
    expect([...formerStanding(tenantWith(WHOLE), siteNamed('Japan')).keys()]).toEqual([])
    expect(
      keysIn({ F2: found('F2', { SmartHosts: ['f993447b.outrelay-xx.tmcas.trendmicro.com'] }) }),
    ).toEqual(['F2'])
    expect(formerElsewhere(tenantWith(WHOLE), SITE)).toBeUndefined()
  })
})

/** The plan of handing over, with what the journal knows of the rule. */
const planFor = (given: Readonly<Partial<Record<FormerKey, Found>>>, known: Partial<Known>) => {
  const { table } = formerKind()
  const observed = tenantWith(given)
  return planSteps({
    table: boundTo(table as Parameters<typeof boundTo<{ site: typeof SITE }>>[0], { site: SITE }),
    goal: 'handing over',
    standing: new Map(given.F1 ? [['F1', given.F1.fields]] : []),
    kindOf: (kind) => kindOf({ kind }),
    observed,
    memory: {
      epoch: 1,
      goal: 'handing over',
      reached: false,
      of: (key) => (key === 'F1' ? { ...NOTHING, ...known } : NOTHING),
    },
    nowMs: NOW,
    refused: new Map(),
  })
}

describe('while it hands over', () => {
  test('the rule learns all addresses of the site, beside those it has', () => {
    const own = found('F1', { ExceptIfSenderIpRanges: ['192.0.2.7', '20.160.56.80/28'] })
    const { steps, obstacles } = planFor({ ...WHOLE, F1: own }, { id: own.id })
    expect(obstacles).toEqual([])
    const [step] = steps
    if (steps.length !== 1 || step?.action !== 'update') throw new Error(JSON.stringify(steps))
    const wanted = step.row.wanted(new Map([['F1', own.fields]]))
    expect(wanted).toEqual({ ExceptIfSenderIpRanges: ['192.0.2.7', ...SITE.outbound] })
  })

  test('a rule that is gone is not made again, whoever has one of its name', () => {
    expect(planFor({ F2: found('F2') }, { id: 'id of F1' })).toEqual({ steps: [], obstacles: [], left: [] })
    expect(planFor(WHOLE, {})).toEqual({ steps: [], obstacles: [], left: [] })
  })

  test('a rule that is off is not switched on', () => {
    const off = found('F1', { State: 'Disabled', ExceptIfSenderIpRanges: SITE.outbound })
    const marked = { ...off, marker: { key: 'F1', opId: 'x' } }
    const plan = planFor({ ...WHOLE, F1: marked }, { id: off.id, leftEnabled: true })
    expect(plan).toEqual({ steps: [], obstacles: [], left: [] })
  })
})

test('every key can stand in a mark', () => {
  for (const { key } of [...formerKind().table, ...inlineKind().table]) {
    const opId = '11111111-1111-4111-8111-111111111111'
    const text = marksOf('secret', 'tenant').write({ key, opId })
    expect(marksOf('secret', 'tenant').read(text)).toEqual({ key, opId })
  }
})
