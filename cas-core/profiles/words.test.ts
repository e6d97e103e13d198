/** Every code has its wording in every profile: what it says of sample values stands here once more. */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { ObstacleData } from '../reconcile/obstacle.ts'
import type { ActivityData, StageData } from '../stages/outcome.ts'
import { TARGET_ACTIVITIES, TARGET_STAGES } from '../testing/target-samples.ts'
import { messageOf, PROFILES, type ProfileName } from './index.ts'

const refusal = { service: 'graph', status: 400, error: 'Request_BadRequest', said: 'no' } as const
const gone = {
  service: 'entra',
  status: 401,
  error: 'AADSTS7000229',
  said: 'unknown',
  done: 2,
  left: 3,
} as const
const lost = {
  cause: 'application removed',
  service: 'entra',
  status: 401,
  error: 'AADSTS7000229',
  said: 'unknown',
} as const
const notFound = [{ kind: 'group', id: 'g1', policy: 'Sales' }] as const

/** Sample values by code. A code without one is a type error; a code that is left over too. */
const STAGES: { readonly [Code in keyof StageData]: StageData[Code] } = {
  ...TARGET_STAGES,
  'consent recorded': { purpose: 'mail flow' },
  'answer came elsewhere': { expected: 'https://console.example/' },
  'answer to another request': {},
  'consent declined': { said: 'AADSTS65004' },
  'answer without consent': {},
  'consent of another tenant': { tenant: 'Contoso' },
  'sign-in asked': {},
  'sign-in declined': { said: 'AADSTS65004' },
  'answer without sign-in': {},
  'signed in to another tenant': { tenant: 'Contoso' },
  'signed in without role': {},
  'tenant proven': {},
  'administrator needed': {},
  'administrator without role': { username: 'erika@contoso.com' },
  'administrator not signed in': { service: 'entra', status: 400, error: 'AADSTS50126', said: 'no' },
  'consent missing': { purpose: 'data sync' },
  'consent not yet in effect': { error: 'AADSTS7000229', said: 'unknown' },
  'role missing': { isWhole: false },
  'role not in effect': {},
  'role eligible only': {},
  'role expired': { at: '2026-01-05T09:00:00.000Z' },
  'role scheduled': { from: '2026-01-05T09:00:00.000Z' },
  'role for a part of the directory': { scope: '/administrativeUnits/1' },
  'role of another application': { appId: '80000000-0000-4000-8000-000000000000' },
  'role in effect': {},
  verified: {},
  unverified: { missing: ['data sync', 'role'] },
  'organization dehydrated': {},
  'name exists': { name: 'a rule' },
  'former account stands': { names: ['a connector'] },
  'former account at another site': { names: ['a connector'] },
  'former account to migrate': { names: ['a connector'] },
  'alias exists': { name: 'a group', alias: 'alias' },
  'too many rules': { standing: 299, max: 300, needed: 6 },
  'too many allowed addresses': { standing: 1270, max: 1273, needed: 10 },
  'too many spoofed senders': { standing: 1024, max: 1024, needed: 1 },
  'rule too large': { name: 'a rule', characters: 9000, max: 8192 },
  'ill-formed': { said: 'policies: [0].kind: expected "ATP"' },
  granted: {},
  upgraded: {},
  'nothing to upgrade': {},
  'upgraded already': {},
  'outbound protection migrated': {},
  'nothing to migrate': {},
  'nothing to migrate to': {},
  'no policy for outgoing mail': {},
  'former account removed': {},
  synchronized: { notFound },
  'nothing to synchronize': {},
  'tokens refreshed': {},
  'token invalid': lost,
  'recreation begun': { purposes: ['mail flow', 'data sync'] },
  'nothing to recreate': {},
  'administrators told': { isSent: true },
  'token recreated': {},
  revoked: {},
  'nothing to revoke': {},
  'cleaned up': {},
  'nothing to clean up': {},
  'left to clean up': {
    items: [{ key: 'R3', kind: 'transportRule', name: 'a rule', isStanding: true, entries: [] }],
  },
  'cleanup unread': { error: 'AADSTS700016', said: 'unknown' },
  'force not offered': {},
  'removed by force': { leftovers: ['a rule'] },
  'still granted': {},
  'reader needed': {},
  'security settings checked': {
    ...{ failures: 1, warnings: 0, advice: 0 },
    findings: [{ code: 'SPF hard fail', severity: 'failure', data: { policy: 'Default' } }],
  },
  'policies changed': { count: 3 },
  'policy name missing': {},
  'policy name taken': { name: 'Finance' },
  'policy targets missing': {},
  'policy priority out of range': {},
  'policy priorities used up': {},
  'policy not found': { id: 'ATP inbound finance' },
  'policy predefined': { name: 'Default ATP policy' },
  'policy not offered': { kind: 'DLP', direction: 'inbound' },
  'policy domains not offered': {},
  'service not granted': {},
  'policy changed': { count: 3, isApplied: true },
  'settings saved': {},
  'report scheduled': { name: 'Monday' },
  'report schedule not found': { id: 'r1' },
  'report schedule removed': { name: 'Monday' },
  'report generated': { name: 'Monday' },
  'protection changed': { inbound: true, outbound: false },
  'subscriptions renewed': { made: 1, renewed: 2, refused: 1 },
  'mail caught up': { scanned: 3, detected: 1, refused: 1 },
  'left undone': { done: 1, left: 2 },
  'grant taken back': {},
  'service error': gone,
  'worker busy': { holder: 'process 7', until: '2026-01-01T00:10:00.000Z' },
  'taken over': { holder: 'process 7' },
}
const OBSTACLES: { readonly [Code in keyof ObstacleData]: ObstacleData[Code] } = {
  'name taken': {},
  'waits for another': { missing: 'Group' },
  'switched off by hand': {},
  'too large': { characters: 9000, max: 8192 },
  'object refused': refusal,
  'part refused': { ...refusal, part: 'u1' },
}
const ACTIVITIES: { readonly [Code in keyof ActivityData]: ActivityData[Code] } = {
  'drift found': {
    findings: [{ kind: 'removed', key: 'R3', name: 'a rule', fields: {}, outcome: 'repaired' }],
  },
  ...TARGET_ACTIVITIES,
  'tokens acquired': { count: 2 },
  'token refreshed': {},
  'directory read': { users: 1, groups: 2, domains: 3 },
  'targets not found': { notFound },
  'records not read': { domains: ['contoso.com'] },
  'mailboxes not read': {},
  'security settings to correct': { failures: 1, warnings: 2, advice: 0 },
  'former account seen': { names: ['a connector'] },
  'synchronization stopped': {},
  'reports stopped': {},
}

const SAMPLES = { stages: STAGES, obstacles: OBSTACLES, activities: ACTIVITIES } as const
const NAMES = Object.keys(PROFILES) as ProfileName[]

/** What cas-core says, with the files that declare the codes and word them left out. */
const ROOM = new URL('../', import.meta.url)
const says = readdirSync(ROOM, { recursive: true, encoding: 'utf8' })
  .filter(
    (file) =>
      /^(?:stages|schedule|service-accounts|reconcile|policies|console)\/.*\.ts$/.test(file) &&
      !file.endsWith('.test.ts'),
  )
  .map((file) => readFileSync(new URL(file, ROOM), 'utf8').replaceAll(/^ {2}'?[\w ]+'?: (?:object|\{)/gm, ''))
  .join('\n')

test.each(Object.values(SAMPLES).flatMap((samples) => Object.keys(samples)))(
  '“%s” is said somewhere',
  (code) => {
    expect(says.includes(`'${code}'`), `nothing in cas-core says '${code}'`).toBe(true)
  },
)

describe.each(NAMES)('the profile %s', (name) => {
  test.each(Object.entries(SAMPLES))('words every code of %s, with its values', (part, samples) => {
    const wording: Record<string, (data: object) => string> = Reflect.get(PROFILES[name], part)
    expect(Object.keys(wording).sort()).toEqual(Object.keys(samples).sort())
    for (const [code, data] of Object.entries(samples)) {
      const said = wording[code]?.(data) ?? ''
      expect([code, said]).not.toEqual([code, ''])
      expect(said).not.toMatch(/undefined|\[object|NaN/)
      // what a reader needs to act on is said; service and counts have their own words
      for (const [value, shown] of Object.entries(data))
        if (typeof shown === 'string' && !['service', 'cause', 'next'].includes(value))
          expect(said).toContain(shown)
    }
  })

  test('tells what stands in the way, what was done and what is left', () => {
    const told = messageOf(name, {
      outcome: 'failed',
      code: 'left undone',
      data: { done: 12, left: 1 },
      done: [],
      left: [],
      activities: [],
      obstacles: [{ code: 'object refused', key: 'G1', name: 'Group', data: refusal, blocks: true }],
    })
    expect(told).toBe(
      'Group: Microsoft Graph answered 400 (Request_BadRequest): no; 12 steps were done and 1 left',
    )
  })
})

test('the generations greet a grant each in its own words', () => {
  expect(PROFILES.cas.stages.granted({})).toBe('Exchange Online protected in inline mode.')
  expect(PROFILES.cecp.stages.granted({})).toBe('Successfully created a service account and synced data.')
})

test('a refusal that has a known mend says it first', () => {
  expect(PROFILES.cecp.stages['service error'](gone)).toBe(
    'The application is no longer in the tenant: somebody has removed it. Grant access again, or clean up by hand. Microsoft Entra ID answered 401 (AADSTS7000229): unknown; before that 2 steps were done, and 3 left',
  )
})
