/** The same address in each list and each accepted spelling gives the same answer. */
import { describe, expect, test } from 'vitest'
import { arrivalOf, type MailWorld, mailWorld } from '../../testing/mail.ts'
import { compileMail } from '../compile.ts'
import { passMail } from '../pass.ts'

const ADDRESS = '203.0.113.9'
const OTHER = '203.0.113.10'
const BLOCKS = [ADDRESS, `${ADDRESS}/32`, '203.0.113.9/31', '203.0.113.77/24']
const RANGES = [`${ADDRESS}-${ADDRESS}`, `203.0.113.1 - ${ADDRESS}`]
const ANY_SIZE = ['203.0.0.0/16', '203.0.0.0-203.255.255.255']

interface List {
  readonly name: string
  readonly spellings: readonly string[]
  readonly set: (world: MailWorld, entry: string) => void
  /** What a pass says when the list contains the client. */
  readonly holds: (seen: ReturnType<typeof passMail>) => boolean
}

const RULE = { Name: 'R', Quarantine: true }
const CONNECTOR = { Name: 'C', SenderDomains: ['*'], RequireTls: false }
const isFate = (fate: string) => (seen: ReturnType<typeof passMail>) => seen.fates[0]?.fate === fate
const filter = (property: string) => (world: MailWorld, entry: string) =>
  world.run('Set-HostedConnectionFilterPolicy', { Identity: 'Default', [property]: [entry] })

const LISTS: readonly List[] = [
  {
    name: 'SenderIpRanges',
    spellings: [...BLOCKS, ...RANGES, ...ANY_SIZE],
    set: ({ run }, entry) => run('New-TransportRule', { ...RULE, SenderIpRanges: [entry] }),
    holds: isFate('quarantine'),
  },
  {
    name: 'ExceptIfSenderIpRanges',
    spellings: [...BLOCKS, ...RANGES, ...ANY_SIZE],
    set: ({ run }, entry) => run('New-TransportRule', { ...RULE, ExceptIfSenderIpRanges: [entry] }),
    holds: isFate('inbox'),
  },
  {
    name: 'IPAllowList',
    spellings: [...BLOCKS, ...RANGES],
    set: filter('IPAllowList'),
    holds: ({ steps }) => steps.some((step) => step.kind === 'filtered' && step.ipv === 'CAL'),
  },
  {
    name: 'IPBlockList',
    spellings: [...BLOCKS, ...RANGES],
    set: filter('IPBlockList'),
    holds: isFate('rejected'),
  },
  {
    name: 'SenderIPAddresses of an OnPremises connector',
    spellings: BLOCKS,
    set: ({ run }, entry) =>
      run('New-InboundConnector', { ...CONNECTOR, ConnectorType: 'OnPremises', SenderIPAddresses: [entry] }),
    holds: ({ steps }) => steps.some((step) => step.kind === 'attributed' && step.by === 'address'),
  },
  {
    name: 'SenderIPAddresses of a restricted Partner connector',
    spellings: BLOCKS,
    set: ({ run }, entry) =>
      run('New-InboundConnector', {
        ...CONNECTOR,
        ConnectorType: 'Partner',
        RestrictDomainsToIPAddresses: true,
        SenderIPAddresses: [entry],
      }),
    holds: isFate('inbox'),
  },
  {
    name: 'EFSkipIPs',
    spellings: [...BLOCKS, ...RANGES, ...ANY_SIZE],
    set: ({ run }, entry) =>
      run('New-InboundConnector', {
        ...CONNECTOR,
        ConnectorType: 'OnPremises',
        SenderIPAddresses: ['203.0.113.0/24'],
        EFSkipIPs: [entry],
      }),
    holds: ({ steps }) => steps.some((step) => step.kind === 'source'),
  },
  {
    name: 'SendingInfrastructure',
    spellings: ['203.0.113.0/24', '203.0.113.77/24'],
    set: ({ run }, entry) =>
      run('New-TenantAllowBlockListSpoofItems', {
        Identity: 'Default',
        Action: 'Block',
        SendingInfrastructure: entry,
        SpoofedUser: 'example.org',
        SpoofType: 'External',
      }),
    holds: ({ steps }) => steps.some((step) => step.kind === 'spoof' && step.verdict === 'blocked by pair'),
  },
]

function seenFrom(world: MailWorld, ip: string) {
  const connection = { ip, ptr: undefined }
  const headers = [['Received', 'from mail.example.org (unknown [198.51.100.4]) by x']] as const
  return passMail(compileMail(world.tenant), arrivalOf({ connection, headers }))
}

describe.each(LISTS)('$name', ({ spellings, set, holds }) => {
  test.each(spellings)('%s holds the address, however the client is written', (entry) => {
    const world = mailWorld()
    set(world, entry)
    for (const ip of [ADDRESS, `::ffff:${ADDRESS}`, '::FFFF:CB00:7109'])
      expect([ip, holds(seenFrom(world, ip))]).toEqual([ip, true])
  })

  test('another address is not held', () => {
    const world = mailWorld()
    set(world, spellings.includes(ADDRESS) ? ADDRESS : '203.0.113.0/24')
    expect(holds(seenFrom(world, spellings.includes(ADDRESS) ? OTHER : '198.51.100.99'))).toBe(false)
  })
})

/** The forms that each list accepts: documented; for IPv6 in rules inferred. */
test.each<readonly [string, object, string, readonly string[], readonly string[]]>([
  [
    'Set-HostedConnectionFilterPolicy',
    { Identity: 'Default' },
    'IPAllowList',
    ['1.2.3.0/24', '1.2.3.4/32', '1.2.3.0-1.2.3.255'],
    ['1.2.3.0/23', '1.2.3.4/33', '1.2.3.0-1.2.4.0', '2001:db8::1', '::ffff:1.2.3.4', '1.2.3', ' 1.2.3.4'],
  ],
  [
    'New-InboundConnector',
    { ...CONNECTOR, ConnectorType: 'OnPremises' },
    'SenderIPAddresses',
    ['1.2.3.0/24', '1.2.3.4/32', '1.2.3.4'],
    ['1.2.3.0/23', '1.2.3.0-1.2.3.9', '2001:db8::1', '01.2.3.4'],
  ],
  [
    'New-TransportRule',
    RULE,
    'SenderIpRanges',
    ['10.0.0.0/8', '1.2.3.0-9.9.9.9', '2001:db8::/32', '1.2.3.4/32'],
    ['1.2.3.4/33', '1.2.3.9-1.2.3.1', '2001:db8::/129', 'mail.example.org'],
  ],
])('%s', (cmdlet, fixed, property, taken, refused) => {
  for (const entry of taken)
    expect([entry, mailWorld().send(cmdlet, { ...fixed, [property]: [entry] }).status]).toEqual([entry, 200])
  for (const entry of refused)
    expect([entry, mailWorld().send(cmdlet, { ...fixed, [property]: [entry] }).status]).toEqual([entry, 400])
})
