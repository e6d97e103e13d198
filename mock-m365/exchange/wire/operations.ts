/** Operations other than cmdlets, as call records name them. */
import { READS } from './collections.ts'

interface Operation {
  /** `GET EXOModuleFile`, from the tenant's root on. */
  readonly operation: string
  /** Page of the client that uses it. */
  readonly source: string
  readonly provenance: 'observed'
}

const MODULE = 'https://learn.microsoft.com/powershell/exchange/exchange-online-powershell-v2'
const CONNECT = 'https://learn.microsoft.com/powershell/exchange/connect-to-exchange-online-powershell'

export const REST_OPERATIONS: readonly Operation[] = [
  { operation: 'POST $batch', source: MODULE },
  { operation: 'GET EXOModuleFile', source: CONNECT },
  { operation: 'GET EXOBanner', source: CONNECT },
  { operation: 'GET /', source: MODULE },
  ...READS,
].map((one) => ({ ...one, provenance: 'observed' }))
