import { roleTemplate } from '../../entra/well-known.ts'

/** Who manages Privileged Identity Management. The first role has no action for it (documented in prose). */
export const ADMINISTRATORS: ReadonlySet<string> = new Set(
  ['Global Administrator', 'Privileged Role Administrator'].map(roleTemplate),
)
