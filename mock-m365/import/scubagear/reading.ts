/** An export while it is read, and its tenant. */
import type { Path, Source } from '#input'
import { seededIds } from '../../seeded-ids.ts'
import { isSection, type ScubaExport } from './schema.ts'

export interface Reading {
  /** The settings as in the file, in their order. */
  readonly raw: Readonly<Record<string, unknown>>
  readonly settings: ScubaExport
  readonly tenantId: string
  /** Time of the export; it replaces times that the export does not have. */
  readonly at: number
  readonly notes: string[]
  readonly source: Source
  /** Place of the settings in the file. */
  readonly path: Path
}

type Identity = Pick<Reading, 'tenantId' | 'at' | 'notes'> & { readonly displayName: string }

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/**
 * A run on only Exchange finds no tenant id, and writes an error text instead; the wrapper of the results may
 * still have the id.
 */
export function identityOf(settings: ScubaExport, metadata: unknown): Identity {
  const { tenant_id, timestamp_zulu } = settings
  const details = itemsOf(settings.tenant_details)[0]
  const about = typeof metadata === 'object' && metadata !== null ? metadata : {}
  const [wrappedId, wrappedName] = ['TenantId', 'DisplayName'].map((name) => Reflect.get(about, name))
  const notes: string[] = []
  const told = [tenant_id, details?.TenantId, wrappedId].find((id) => typeof id === 'string' && GUID.test(id))
  const domains = itemsOf(settings.accepted_domains ?? settings.all_domains)
  const domain = domains.find(({ InitialDomain }) => InitialDomain === true) ?? domains[0]
  const anchor = domain?.DomainName ?? itemsOf(settings.org_config)[0]?.Name ?? details?.DisplayName ?? ''
  const tenantId = typeof told === 'string' ? told.toLowerCase() : seededIds(`tenant of ${anchor}`).uuid()
  if (told === undefined)
    notes.push(
      `The export names no tenant id (a run on Exchange Online alone finds none): ${tenantId} is used instead.`,
    )
  const name = [details?.DisplayName, wrappedName].find((text) => typeof text === 'string' && text !== '')
  const displayName = typeof name === 'string' ? name : tenantId
  if (typeof name !== 'string')
    notes.push(
      `${details ? 'tenant_details[0].DisplayName' : 'tenant_details'} is not in the export: the tenant is called by its id, ${tenantId}.`,
    )
  const exportedAt = Date.parse(timestamp_zulu ?? '')
  return { tenantId, displayName, notes, at: Number.isNaN(exportedAt) ? 0 : exportedAt }
}

/** The objects of a parsed section, without the nulls that PowerShell writes for empty lists. */
export const itemsOf = <T>(section: readonly (T | null)[] | null | undefined): T[] =>
  (section ?? []).filter((item) => item !== null)

/** Sections about the run that made the export, not about the tenant. */
const OF_THE_RUN =
  /^(baseline_version|module_version|date|report_uuid|scuba_config|cap_table_data|license_state|total_user_count|.*_(un)?successful_commands|defender_(dlp_)?license|severity_score_weights|OneDrive_PnP_Flag)$/

/** A note for parts of the export that the mock cannot store. */
export function notImported({ settings, notes }: Reading): void {
  const left = Object.entries(settings).flatMap(([name, value]) => {
    if (isSection(name) || OF_THE_RUN.test(name)) return []
    const items = Array.isArray(value) ? value.filter((item) => item !== null) : [value]
    return items.length === 0 || value === null ? [] : [`${name} (${items.length})`]
  })
  if (left.length > 0) notes.push(`Left out, since the mock has no place for it: ${left.join(', ')}.`)
}
