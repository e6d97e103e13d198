import type { Entity } from '#mock-m365'
import { OBJECT_KINDS, publishedSite, standingAt } from '../expected.ts'
import { nameOf } from '../harness/entity-name.ts'
import { hasMended, invariant, type Moment } from '../harness/moment.ts'

/** The settings that the pages state or that the mail path observed in the wild demands. */
export const grantedAsPublished = invariant({
  name: 'granted as published',
  statement: 'while access is granted each published object exists once, with the published settings',
  clauses: [
    'PI-13',
    'PI-14',
    'PI-15',
    'PI-16',
    'PI-17',
    'PI-18',
    'PI-19',
    'PI-20',
    'PI-21',
    'PI-22',
    'PI-23',
    'PI-25',
    'PI-26',
    'PI-27',
    'PI-28',
    'RU-05',
    'RU-11',
  ],
  atQuiet: true,
  check(moment) {
    const { world, condition } = moment
    const standing = standingAt(condition, world.directions)
    // what an administrator changes by hand is mended by the next stage that succeeds, not before
    if (!standing || !condition.startsWith('granted') || !hasMended(moment)) return undefined
    const counts = OBJECT_KINDS.flatMap((kind) =>
      standing[kind].flatMap((name) => {
        const found = world.tenant.list(kind).filter((one) => nameOf(one) === name)
        return found.length === 1 ? [] : [`${kind} "${name}" exists ${found.length} times`]
      }),
    )
    return [...counts, ...settingBreaches(moment)]
  },
})

type Expectation = readonly [property: string, holds: (value: unknown) => boolean, wanted: string]

const is = (wanted: unknown) => (value: unknown) => value === wanted

/** The way to the scanner. Nobody has Microsoft validate it, which takes an administrator in a portal, and the grant is done. */
const OUTBOUND: readonly Expectation[] = [
  ['Enabled', is(true), 'true'],
  ['IsTransportRuleScoped', is(true), 'true'],
  ['IsValidated', is(false), 'false, as Microsoft makes it'],
  ['UseMXRecord', is(false), 'false'],
  ['TlsSettings', is('CertificateValidation'), 'CertificateValidation'],
  [
    'SmartHosts',
    (value) => /^[0-9a-f]{32}\.[a-z-]+\.tmcas\.trendmicro\.[a-z.]+$/.test(String(value)),
    'a host of the tenant’s own',
  ],
]

function settingBreaches({ world }: Moment): string[] {
  const site = publishedSite(world.script.site)
  const ranges = (wanted: readonly string[]) => (value: unknown) =>
    Array.isArray(value) && value.length === wanted.length && wanted.every((one) => value.includes(one))
  const inbound = (type: string, addresses: readonly string[]): Expectation[] => [
    ['Enabled', is(true), 'true'],
    ['ConnectorType', is(type), type],
    ['CloudServicesMailEnabled', is(false), 'false'],
    ['RestrictDomainsToIPAddresses', is(false), 'false'],
    ['SenderIPAddresses', ranges(addresses), addresses.join(', ')],
  ]
  const rerouting = (connector: string, addresses: readonly string[]): Expectation[] => [
    ['RouteMessageOutboundConnector', is(connector), connector],
    ['ExceptIfSenderIpRanges', ranges(addresses), addresses.join(', ')],
    ['SetHeaderValue', (value) => /^[0-9a-f]{32}$/.test(String(value)), 'the id of the tenant'],
  ]
  const rule = (name: string) => `TMCAS Inline ${name} Transport Rule`
  const wanted: readonly (readonly [kind: string, name: string, expectations: readonly Expectation[]])[] = [
    ['OutboundConnector', 'TMCAS Inline Outbound Connector for Incoming Message', OUTBOUND],
    ['OutboundConnector', 'TMCAS Inline Outbound Connector for Outgoing Message', OUTBOUND],
    [
      'InboundConnector',
      'TMCAS Inline Inbound Connector for Incoming Message',
      inbound('Partner', site.inbound),
    ],
    [
      'InboundConnector',
      'TMCAS Inline Inbound Connector for Outgoing Message',
      inbound('OnPremises', site.outbound),
    ],
    ...['Incoming Domain', 'Incoming User'].map(
      (name) =>
        [
          'TransportRule',
          rule(name),
          rerouting('TMCAS Inline Outbound Connector for Incoming Message', site.inbound),
        ] as const,
    ),
    ...['Outgoing Domain', 'Outgoing User'].map(
      (name) =>
        [
          'TransportRule',
          rule(name),
          rerouting('TMCAS Inline Outbound Connector for Outgoing Message', site.outbound),
        ] as const,
    ),
    [
      'TransportRule',
      rule('Incoming Skip Spam Filter'),
      [
        ['SenderIpRanges', ranges(site.inbound), 'the inbound addresses'],
        ['SetSCL', (value) => String(value) === '-1', '-1'],
      ],
    ],
  ]
  return wanted.flatMap(([kind, name, expectations]) => {
    const [found] = world.tenant.find(kind, 'Name', name)
    return found ? breachesOf(found, name, expectations) : []
  })
}

const breachesOf = (found: Entity, name: string, expectations: readonly Expectation[]): string[] =>
  expectations
    .filter(([property, holds]) => !holds(found[property]))
    .map(
      ([property, , wanted]) =>
        `${property} of "${name}" is ${JSON.stringify(found[property])}, not ${wanted}`,
    )
