/** The account of the former outbound protection, as a console removes it. */
import type { AccountPorts } from './ports.ts'
import type { ProfileName } from './profiles/index.ts'
import { resultOf, type StageResult } from './profiles/stage-result.ts'
import { accountOf } from './service-accounts/account.ts'
import { formerKind } from './service-accounts/former/index.ts'
import type { Settings } from './service-accounts/kind.ts'
import { removeFormer } from './stages/former/remove.ts'
import { alone } from './stages/outcome.ts'

export interface FormerService {
  /** The rule and both connectors go. Inline mode can be granted afterwards. */
  deprovision(): Promise<StageResult>
}

/** @param ports over a journal of its own @throws RangeError for a site that does not exist */
export function formerService(
  ports: AccountPorts,
  settings: Settings & { readonly profile?: ProfileName },
): FormerService {
  const account = accountOf(formerKind(), ports, settings)
  const { profile = 'cecp' } = settings
  return {
    deprovision: async () => resultOf(await alone(account, () => removeFormer(account)), profile),
  }
}
