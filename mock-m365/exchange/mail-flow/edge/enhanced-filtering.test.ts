import { describe, expect, test } from 'vitest'
import { arrivalOf, type MessageShort, mailWorld } from '../../testing/mail.ts'
import { compileMail } from '../compile.ts'
import type { Header } from '../message.ts'
import { passMail } from '../pass.ts'

const GATEWAY = '203.0.113.9'
const HOPS: readonly Header[] = [
  ['Received', 'from inner.scan.example (unknown [10.1.2.3]) by gateway.scan.example with ESMTP'],
  ['Received', 'from second.scan.example (192.0.2.7) by inner.scan.example with ESMTP'],
  ['Received', 'from mail.example.org (unknown [198.51.100.4]) by second.scan.example with ESMTPS'],
]
const SPF = { permittedFor: [], permittedBefore: { '198.51.100.4': ['example.org'], '192.0.2.7': [] } }

function sentThrough(settings: object, message: MessageShort = {}) {
  const { run, tenant } = mailWorld()
  run('New-InboundConnector', {
    Name: 'Gateway',
    ConnectorType: 'OnPremises',
    SenderDomains: ['*'],
    SenderIPAddresses: [GATEWAY],
    RequireTls: false,
    ...settings,
  })
  const arrival = arrivalOf({ headers: HOPS, connection: SPF, ...message })
  const pass = passMail(compileMail(tenant), arrival)
  const [fate] = pass.fates
  const source = pass.steps.find((step) => step.kind === 'source')
  return { pass, fate, source }
}

const SKIPS = { EFSkipIPs: [GATEWAY, '192.0.2.0/28'] }

describe('enhanced filtering', () => {
  test.each<
    readonly [string, object, MessageShort, readonly [string | undefined, boolean | undefined, string]]
  >([
    ['is off', {}, {}, [undefined, undefined, 'junk']],
    ['passes over the client', { EFSkipLastIP: true }, {}, ['192.0.2.7', true, 'junk']],
    ['passes over the list, and private addresses', SKIPS, {}, ['198.51.100.4', true, 'inbox']],
    ['knows its client', { EFSkipIPs: ['192.0.2.0/28'] }, {}, [undefined, undefined, 'junk']],
    ['finds nobody behind', SKIPS, { headers: HOPS.slice(0, 2) }, [undefined, undefined, 'junk']],
    [
      'the last address goes before the list',
      { ...SKIPS, EFSkipLastIP: true },
      {},
      ['192.0.2.7', true, 'junk'],
    ],
    [
      'is for the one who is named',
      { ...SKIPS, EFUsers: ['Ann@contoso.com'] },
      {},
      ['198.51.100.4', true, 'inbox'],
    ],
    [
      'is for nobody where one is not named',
      { ...SKIPS, EFUsers: ['ann@contoso.com'] },
      { to: ['ann@contoso.com', 'ben@contoso.com'] },
      ['198.51.100.4', false, 'junk'],
    ],
    [
      'is for the very address that is named',
      { ...SKIPS, EFUsers: ['ann@contoso.com'] },
      { to: ['ann.alias@contoso.com'] },
      ['198.51.100.4', false, 'junk'],
    ],
    [
      'holds nothing against a server of which nothing is known',
      SKIPS,
      { connection: { permittedFor: [] } },
      ['198.51.100.4', true, 'inbox'],
    ],
  ])('%s', (_, settings, message, [ip, counts, end]) => {
    const { fate, source } = sentThrough(settings, message)
    expect([source?.ip, source?.counts, fate?.fate]).toEqual([ip, counts, end])
  })

  test.each([
    [
      'both headers',
      SKIPS,
      ['X-MS-Exchange-SkipListedInternetSender', 'X-MS-Exchange-ExternalOriginalInternetSender'],
    ],
    [
      'one where it does not count',
      { ...SKIPS, EFUsers: ['x@contoso.com'] },
      ['X-MS-Exchange-SkipListedInternetSender'],
    ],
    ['none where it is off', {}, []],
  ])('stamps %s', (_, settings, names) => {
    const headers = sentThrough(settings).fate?.message?.headers ?? []
    const stamped = headers.filter(([name]) => /InternetSender$/.test(name))
    expect(stamped).toEqual(names.map((name) => [name, 'ip=[198.51.100.4];domain=mail.example.org']))
  })

  test('leaves the address of the client in the report, beside the names of the server behind it', () => {
    const { headers = [] } = sentThrough(SKIPS).fate?.message ?? {}
    const [, report] = headers.find(([name]) => name === 'X-Forefront-Antispam-Report') ?? []
    expect(report).toContain('CIP:203.0.113.9;')
    expect(report).toContain('H:mail.example.org;PTR:mail.example.org;')
  })
})
