/** The runs that auditors are shown: what they call witnessed or missing, the conformance report does too. */
import { AUDITS, type AuditOptions, audit } from '../../audit.ts'
import { engine, type Unit } from '../engine.ts'
import { awaited } from '../threads/awaited.ts'

interface AuditUnit extends Unit {
  readonly at: number
}

const COST_MS = 300

const titleOf = ({ mode = 'inline', tenant, policies }: Omit<AuditOptions, 'version'>): string =>
  `${'world' in tenant ? tenant.world : tenant.source}, ${mode}, policies ${policies}`

export const auditEngine = engine<AuditUnit>({
  units: () =>
    AUDITS.map((options, at) => ({
      engine: 'audit',
      id: `audit/${titleOf(options)}`,
      cost: COST_MS,
      name: titleOf(options),
      at,
    })),

  player:
    ({ version }, warp) =>
    async ({ at }, tally) => {
      const options = AUDITS[at]
      if (!options) throw new RangeError(`there is no audit ${at}`)
      tally.see(await awaited(audit({ version, ...options }, warp)))
    },
})
