/** Findings about security settings, from settings as Exchange Online shows them and from public records. */
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Row } from '../../../microsoft/exchange.ts'
import { siteNamed } from '../../sites.ts'
import { missingFrom, touchedBy } from './covered.ts'
import { publicRecords } from './public-records.ts'
import { restrictingConnectors } from './restricting-connectors.ts'
import { restrictingRules } from './restricting-rules.ts'
import { spfHardFail } from './spf-hard-fail.ts'

const SINGAPORE = [
  ...['52.163.102.112/28', '20.43.148.81', '20.195.17.218'],
  ...['52.163.216.240/28', '20.43.148.85', '20.195.17.222'],
]
const rule = (more: Row): Row => ({ Name: 'Own', State: 'Enabled', Mode: 'Enforce', Priority: 0, ...more })
const REJECTS = { RejectMessageReasonText: 'no' }
const found = (...rules: Row[]) =>
  restrictingRules(rules, SINGAPORE).map(({ code, severity, data }) => ({ code, severity, ...data }))

describe('SPF hard fail', () => {
  const policy = (Name: string, IsDefault: boolean, value: string): Row => ({
    ...{ Name, IsDefault, MarkAsSpamSpfRecordHardFail: value },
  })
  test.each([
    [
      policy('Default', true, 'On'),
      [{ code: 'SPF hard fail', severity: 'failure', data: { policy: 'Default' } }],
    ],
    [policy('Default', true, 'Off'), []],
    [
      policy('Strict', false, 'On'),
      [{ code: 'SPF hard fail in a custom policy', severity: 'warning', data: { policy: 'Strict' } }],
    ],
  ])('%j', (row, findings) => expect(spfHardFail([row])).toEqual(findings))
})

describe('a rule that admits mail by address', () => {
  test('lacks what it does not list, of both directions', () => {
    expect(found(rule({ ...REJECTS, ExceptIfSenderIpRanges: SINGAPORE.slice(0, 3) }))).toEqual([
      { code: 'rule lacks addresses', severity: 'failure', rule: 'Own', missing: SINGAPORE.slice(3) },
    ])
  })

  test.each([
    ['lists all of them', { ...REJECTS, ExceptIfSenderIpRanges: ['203.0.113.1', ...SINGAPORE] }],
    ['is disabled', { ...REJECTS, State: 'Disabled', ExceptIfSenderIpRanges: ['203.0.113.1'] }],
    ['only audits', { ...REJECTS, Mode: 'Audit', ExceptIfSenderIpRanges: ['203.0.113.1'] }],
    ['keeps nothing out', { PrependSubject: 'x', ExceptIfSenderIpRanges: ['203.0.113.1'] }],
    ['keeps out by other signs', { ...REJECTS, SubjectContainsWords: ['x'] }],
    ['keeps out other addresses', { ...REJECTS, SenderIpRanges: ['203.0.113.0/24'] }],
    [
      'is the product’s',
      {
        ...REJECTS,
        Name: 'TMCAS Inline Incoming Domain Transport Rule',
        ExceptIfSenderIpRanges: ['203.0.113.1'],
      },
    ],
  ])('and %s is passed over', (_, more) => expect(found(rule(more))).toEqual([]))

  test.each([
    ['DeleteMessage', true],
    ['Quarantine', true],
    ['RedirectMessageTo', ['post@contoso.com']],
    ['ModerateMessageByUser', ['boss@contoso.com']],
  ])('may keep it out by %s', (action, value) => {
    expect(found(rule({ [action]: value, ExceptIfSenderIpRanges: ['203.0.113.1'] }))).toHaveLength(1)
    expect(
      found(rule({ [action]: Array.isArray(value) ? [] : false, ExceptIfSenderIpRanges: ['203.0.113.1'] })),
    ).toEqual([])
  })

  test('may pass on to one that refuses all others', () => {
    const pass = rule({ Name: 'Pass', SenderIpRanges: ['20.0.0.0/8'], StopRuleProcessing: true })
    const refuse = rule({ ...REJECTS, Name: 'Refuse', Priority: 1 })
    expect(found(refuse, pass)).toEqual([
      {
        ...{ code: 'rule lacks addresses', severity: 'failure', rule: 'Pass' },
        missing: ['52.163.102.112/28', '52.163.216.240/28'],
      },
    ])
    expect(found(pass)).toEqual([])
    expect(found(rule({ ...REJECTS, Name: 'First' }), { ...pass, Priority: 1 })).toEqual([])
  })

  test('may name the site itself as what it keeps out, unless it excepts it again', () => {
    const blocked = rule({ ...REJECTS, SenderIpRanges: ['20.43.148.0-20.43.148.83'] })
    expect(found(blocked)).toEqual([
      { code: 'rule keeps addresses out', severity: 'failure', rule: 'Own', addresses: ['20.43.148.81'] },
    ])
    expect(found({ ...blocked, ExceptIfSenderIpRanges: ['20.43.148.81'] })).toEqual([])
  })

  test('is an advice where the vendor’s gateway has made it', () => {
    const Name = 'Restrict messages by sender or recipient (TMES)'
    expect(found(rule({ ...REJECTS, Name }))).toEqual([
      { code: 'gateway rule lacks addresses', severity: 'advice', rule: Name, missing: SINGAPORE },
    ])
  })
})

test('a partner’s connector that refuses other addresses has to list those of inbound mail', () => {
  const partner = {
    Name: 'Partner',
    Enabled: true,
    RestrictDomainsToIPAddresses: true,
    SenderIPAddresses: ['20.43.148.81'],
  }
  expect(restrictingConnectors([partner], SINGAPORE.slice(0, 3))).toEqual([
    {
      ...{ code: 'connector lacks addresses', severity: 'advice' },
      data: { connector: 'Partner', missing: ['52.163.102.112/28', '20.195.17.218'] },
    },
  ])
  for (const other of [
    { Enabled: false },
    { RestrictDomainsToIPAddresses: false },
    { SenderIPAddresses: SINGAPORE },
  ])
    expect(restrictingConnectors([{ ...partner, ...other }], SINGAPORE.slice(0, 3))).toEqual([])
})

test('public records: SPF without the servers, and another gateway in front, are advice', async () => {
  const texts: Readonly<Record<string, readonly string[]>> = {
    'a.example': ['google-site-verification=1', 'v=spf1 include:spf.protection.outlook.com -all'],
    'b.example': [
      'v=spf1 include:SPF-repost-eu.tmcas.trendmicro.com include:spf-inpost-eu.tmcas.trendmicro.com ~all',
    ],
    'c.example': [],
  }
  const dns = {
    txt: async (name: string) => texts[name] ?? [],
    mx: async (name: string) =>
      name === 'b.example' ? ['mx.gateway.example'] : ['a.mail.protection.outlook.com'],
  }
  const findings = await publicRecords(dns, Object.keys(texts), siteNamed('EU'))
  expect(findings.map(({ code, severity, data }) => ({ code, severity, ...data }))).toEqual([
    {
      ...{ code: 'SPF record lacks servers', severity: 'advice', domain: 'a.example', direction: 'outbound' },
      include: 'spf-repost-eu.tmcas.trendmicro.com',
    },
    {
      ...{ code: 'SPF record lacks servers', severity: 'advice', domain: 'a.example', direction: 'inbound' },
      include: 'spf-inpost-eu.tmcas.trendmicro.com',
    },
    { code: 'another gateway in front', severity: 'advice', domain: 'b.example', host: 'mx.gateway.example' },
  ])
})

describe('coverage of addresses', () => {
  test.each([
    [['52.163.102.0/24'], ['52.163.102.112/28'], []],
    [['52.163.102.112/29', '52.163.102.120/29'], ['52.163.102.112/28'], []],
    [['52.163.102.112-52.163.102.127'], ['52.163.102.112/28'], []],
    [['52.163.102.112/29'], ['52.163.102.112/28'], ['52.163.102.112/28']],
    [['2001:db8::/32', 'nonsense', '1.2.3.4/99'], ['1.2.3.4'], ['1.2.3.4']],
  ])('%j of %j lacks %j', (listed, entries, missing) => expect(missingFrom(listed, entries)).toEqual(missing))

  test('every part of a list that is held whole is touched', () => {
    const octet = fc.nat({ max: 255 })
    const address = fc.tuple(fc.constant(20), octet, octet, octet).map((parts) => parts.join('.'))
    const block = fc.tuple(address, fc.integer({ min: 8, max: 32 })).map(([text, bits]) => `${text}/${bits}`)
    fc.assert(
      fc.property(fc.array(block, { maxLength: 8 }), address, (listed, entry) => {
        const isHeld = missingFrom(listed, [entry]).length === 0
        expect(touchedBy(listed, [entry]).length === 1).toBe(isHeld)
      }),
    )
  })
})
