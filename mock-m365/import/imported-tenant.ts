/** The result of an import, and the interface of a format. */
import type { JsonInput } from '#input'
import type { Base, Entity } from '../base.ts'

export interface ImportedTenant {
  readonly tenantId: string
  readonly displayName: string
  readonly base: Base
  readonly domains: readonly string[]
  /** What the export does not tell and what replaces it, and what is left out: one sentence each. */
  readonly notes: readonly string[]
}

export interface ExportFormat {
  /** The tool that writes the format. */
  readonly name: string
  /** The files of the tool that are read, in a phrase. */
  readonly files: string
  readonly recognises: (value: unknown) => boolean
  /** @throws InputError naming place, expectation and what was found */
  readonly read: (json: JsonInput) => ImportedTenant
}

/** Objects of one kind by key. */
export type Objects = Map<string, Entity>

/** The export has no passwords; every imported user signs in to the mock with this one. */
export const IMPORTED_PASSWORD = 'Imported-Tenant-1'
