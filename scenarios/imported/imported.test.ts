/** A customer's own tenant is played on: a small export, one with full lists, and a real one where it is at hand. */
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { conformanceAuditOf } from '#reports'
import { DEFECTS } from '../defects/index.ts'
import { storedScripts } from '../stored-scripts.ts'
import { conformImported } from './conform.ts'
import { drawnOnTenant, onTenant } from './playable.ts'

const REAL = new URL('../../../shared/data/scubagear/ProviderSettingsExport.json', import.meta.url)
const ADMIN = 'aaaaaaaa-2222-4333-8444-555555555555'
const guid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`

const SMALL = {
  tenant_id: '11111111-2222-4333-8444-555555555555',
  tenant_details: { DisplayName: 'Small & Co' },
  domain_settings: [
    { Id: 'smallco.onmicrosoft.com', IsInitial: true, IsVerified: true },
    { Id: 'small.example', IsDefault: true, IsVerified: true },
  ],
  transport_rule: [
    {
      Guid: guid(1),
      Name: 'Tag',
      State: 'Enabled',
      Priority: 0,
      FromScope: 'NotInOrganization',
      PrependSubject: '[E] ',
    },
  ],
  conn_filter: [{ Guid: guid(2), Name: 'Default', IPAllowList: ['192.0.2.1'] }],
  privileged_users: { [ADMIN]: { DisplayName: 'Ada', roles: ['Global Administrator'] } },
}
const FULL = {
  ...SMALL,
  conn_filter: [
    {
      Guid: guid(2),
      Name: 'Default',
      IPAllowList: Array.from({ length: 1270 }, (_, i) => `198.18.${Math.floor(i / 250)}.${1 + (i % 250)}`),
    },
  ],
}

const run = (state: string | Uint8Array, more: object = {}) =>
  conformImported({
    version: '0',
    seed: 'imported',
    runs: 15,
    part: 4,
    state: { content: state, source: '/some/where/export.json' },
    ...more,
  })

const told = (failures: Awaited<ReturnType<typeof run>>['record']['failures']) =>
  failures.map(({ id, findings }) => [id, findings[0]])

test('a small export is played: stored scripts, a sample of the sweep, random scripts and the audit', async () => {
  const { record, notes } = await run(JSON.stringify(SMALL))
  expect(told(record.failures)).toEqual([])
  const runsOf = (engine: string) =>
    record.plays.filter((one) => one.engine === engine).reduce((sum, { runs }) => sum + runs, 0)
  expect(runsOf('script')).toBeGreaterThan(50)
  expect(runsOf('sweep')).toBeGreaterThan(10)
  expect(runsOf('random')).toBe(15)
  expect(record.changes.filter(({ seen }) => seen === 'witnessed').length).toBeGreaterThan(5)
  expect(record.options).toMatchObject({ state: 'export.json' })
  expect(conformanceAuditOf(record).verdict).toMatchObject({ passed: true, isPart: true })
  expect(notes.some((note) => note.startsWith('Users:'))).toBe(true)
})

test('a tenant whose lists are full is refused as the harness works out for itself', async () => {
  const { record } = await run(JSON.stringify(FULL), { only: 'script/the four stages' })
  expect([told(record.failures), record.plays.length > 2]).toEqual([[], true])
  const refused = record.reached.find(({ name }) => name === 'said: too many allowed addresses')
  expect(refused?.times).toBeGreaterThan(2)
})

test('a product that is wrong is found on it, and what it broke is told', async () => {
  const defect = DEFECTS.find(({ name }) => name === 'lost skip-spam rule') ?? DEFECTS[0]
  const { record } = await run(JSON.stringify(SMALL), { only: 'script/the four stages', warp: defect?.warp })
  expect(record.failures.length).toBeGreaterThan(0)
})

describe.skipIf(!existsSync(REAL))('a real export (skipped where it is not at hand)', () => {
  test('is played without a failure', async () => {
    const { record } = await run(readFileSync(REAL), { runs: 10, part: 12 })
    expect(told(record.failures)).toEqual([])
  })
})

describe('what can be played', () => {
  const facts = { tenantId: 't', displayName: 'T', domains: [], applications: [], accounts: [] }
  const [plain] = storedScripts().filter(
    ({ world, steps }) => world === 'plain' && !JSON.stringify(steps).includes('contoso'),
  )
  if (!plain) throw new Error('no stored script is about the plain tenant alone')

  test('is no script about another tenant, about its people, or by people who are not there', () => {
    expect(onTenant({ ...plain, world: 'clash' }, facts)).toEqual({
      reason: 'it is about its own tenant, clash',
    })
    const toAda = { op: 'receive mail', to: 'Ada Lovelace', subject: 'x' } as const
    expect(onTenant({ ...plain, steps: [toAda] }, facts)).toEqual({ reason: 'it names Ada Lovelace' })
    const byReader = { op: 'clean up', by: 'reader' } as const
    expect(onTenant({ ...plain, steps: [byReader] }, facts)).toMatchObject({
      reason: expect.stringContaining('"reader"'),
    })
    expect(drawnOnTenant({ ...plain, steps: [byReader, { op: 'restart' }] }, facts).steps).toEqual([
      { op: 'restart' },
    ])
  })

  test('is played without the ends that it writes down of its own tenant', () => {
    const made = onTenant({ ...plain, steps: [{ op: 'provision', expect: { outcome: 'done' } }] }, facts)
    expect(made).toMatchObject({ script: { world: 'state', steps: [{ op: 'provision' }] } })
    expect(JSON.stringify(made)).not.toContain('expect')
  })
})
