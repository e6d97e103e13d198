/**
 * Compares every configuration object of a real tenant's export with the mock's default one: names, order and
 * types.
 */
import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Entity, Kind } from '../../base.ts'
import { importTenant } from '../../import/index.ts'
import { Tenant } from '../../tenant.ts'
import * as objects from '../objects.ts'
import { origin, type World, world } from '../testing/world.ts'

const REAL = new URL('../../../../shared/data/scubagear/ProviderSettingsExport.json', import.meta.url)
const real = existsSync(REAL) ? test : test.skip

const GUID = '00000000-0000-4000-8000-0000000000f9'

/** A value's type on the wire; a null has none. */
function typeOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'list'
  if (typeof value !== 'string') return typeof value
  return /^\d{4}-\d\d-\d\dT/.test(value) ? 'time' : 'text'
}

/** The mock's object for each kind of the export. */
const MADE: Readonly<Record<Kind, (world: World) => Entity | undefined>> = {
  TransportRule: ({ send }) =>
    send('New-TransportRule', { Name: 'r', FromScope: 'NotInOrganization', PrependSubject: '[E]' }).json
      .value[0],
  InboundConnector: ({ send }) =>
    send('New-InboundConnector', { Name: 'c', SenderDomains: ['a.example'] }).json.value[0],
  HostedConnectionFilterPolicy: ({ send }) => send('Get-HostedConnectionFilterPolicy').json.value[0],
  AcceptedDomain: ({ send }) => send('Get-AcceptedDomain').json.value[0],
  RemoteDomain: ({ send }) => send('Get-RemoteDomain').json.value[0],
  TransportConfig: ({ send }) => send('Get-TransportConfig').json.value[0],
  AntiPhishPolicy: ({ send }) => send('Get-AntiPhishPolicy').json.value[0],
  SharingPolicy: ({ send }) => send('Get-SharingPolicy').json.value[0],
  DkimSigningConfig: ({ send }) =>
    send('New-DkimSigningConfig', { DomainName: 'contoso.com', Enabled: false }).json.value[0],
  AdminAuditLogConfig: ({ send }) => {
    const { AdminAuditLogMailbox, ...made } = send('Get-AdminAuditLogConfig').json.value[0] ?? {}
    // The export's redaction of a mailbox also changed the property's name.
    return renamed(made, 'UnifiedAuditLogIngestionEnabled', { AdminAuditLoexamplebox: AdminAuditLogMailbox })
  },
  OrganizationConfig: () => objects.organizationConfig(origin(GUID)),
}

/** The object with additional properties before one of its properties. */
const renamed = (object: Entity, before: string, more: Entity): Entity =>
  Object.fromEntries(
    Object.entries(object).flatMap(([name, value]) =>
      name === before ? [...Object.entries(more), [name, value] as const] : [[name, value] as const],
    ),
  )

/** Annotations are the wire's, not the object's. */
const plain = (row: Entity): Entity =>
  Object.fromEntries(Object.entries(row).filter(([name]) => !name.includes('@')))

real('are alike, property by property (skipped where the export is absent)', () => {
  const { base, tenantId } = importTenant(readFileSync(REAL), 'ProviderSettingsExport.json')
  const tenant = new Tenant(tenantId, base)
  const compared: string[] = []
  for (const [kind, make] of Object.entries(MADE)) {
    const made = plain(make(world()) ?? {})
    for (const exported of tenant.list(kind)) {
      // The export of the organization has fourteen of its properties, in another order.
      const names = Object.keys(made).filter((name) => kind !== 'OrganizationConfig' || name in exported)
      const isChosen = kind === 'OrganizationConfig'
      expect(isChosen ? names.sort() : names, kind).toEqual(
        isChosen ? Object.keys(exported).sort() : Object.keys(exported),
      )
      for (const name of names) {
        const [ours, theirs] = [typeOf(made[name]), typeOf(exported[name])]
        if (ours !== 'null' && theirs !== 'null')
          expect(`${kind}.${name} ${ours}`).toBe(`${kind}.${name} ${theirs}`)
      }
      compared.push(kind)
    }
  }
  expect(
    Object.fromEntries(
      Object.keys(MADE).map((kind) => [kind, compared.filter((one) => one === kind).length]),
    ),
  ).toEqual({
    TransportRule: 1,
    InboundConnector: 1,
    HostedConnectionFilterPolicy: 1,
    AcceptedDomain: 7,
    RemoteDomain: 1,
    TransportConfig: 1,
    AntiPhishPolicy: 3,
    SharingPolicy: 1,
    DkimSigningConfig: 2,
    AdminAuditLogConfig: 1,
    OrganizationConfig: 1,
  })
})

real('values are those of the export where nobody chose them (skipped where the export is absent)', () => {
  const { base } = importTenant(readFileSync(REAL), 'ProviderSettingsExport.json')
  const [exported = {}] = base.of('TransportConfig').values()
  const made = plain(world().send('Get-TransportConfig').json.value[0] ?? {})
  const own = /^(?:When|Guid|ExchangeObjectId|Organization|DistinguishedName|OriginatingServer)/
  const different = Object.keys(made).filter(
    (name) => !own.test(name) && JSON.stringify(made[name]) !== JSON.stringify(exported[name]),
  )
  expect(different).toEqual([])
})
