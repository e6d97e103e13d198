import { roleTemplate } from '../../entra/well-known.ts'

/** Who manages Privileged Identity Management. No action of theirs says so of the first (documented in prose). */
export const ADMINISTRATORS: ReadonlySet<string> = new Set(
  ['Global Administrator', 'Privileged Role Administrator'].map(roleTemplate),
)
