/** "Remove Exchange Mail Flow Service Account": the rule of the former outbound protection goes first, then both connectors. */
import { observe } from '../reconcile/engine.ts'
import type { Observed } from '../reconcile/question.ts'
import { isList } from '../reconcile/row.ts'
import { lookingFor, reach } from '../service-accounts/account.ts'
import { isFormerObject } from '../service-accounts/former/index.ts'
import type { Account } from '../service-accounts/kind.ts'
import { refused, type StageOutcome, worked } from './outcome.ts'
import { checkRole } from './role.ts'

/** Repeating it after a crash resumes. What has the name of a former object and does something else stays. */
export async function deprovisionFormer(account: Account): Promise<StageOutcome> {
  const { kind, ledger } = account
  const role = await checkRole(account)
  if (role) return role
  const goal = kind.actions.revoke
  const seen = await observe(lookingFor(account, goal))
  const taken = await takeOver(account, seen)
  if (taken === 0 && ledger.goal === undefined) return refused({ code: 'nothing to revoke', data: {} })
  return worked(await reach(account, goal, { seen }), { code: 'revoked', data: {} }, [])
}

/** The journal of the former product is not ours: what stands is entered in this one, so that it can be removed by its id. */
async function takeOver({ kind, ledger, ports, site }: Account, { objects }: Observed): Promise<number> {
  let taken = 0
  for (const row of kind.table) {
    if (isList(row) || ledger.of(row.key).id !== undefined) continue
    const found = objects.get(row.kind)?.find((one) => isFormerObject(row.key, one, site))
    if (!found) continue
    const opId = ports.ids.uuid()
    await ledger.append({ type: 'intent', opId, key: row.key, action: 'create' })
    await ledger.append({ type: 'done', opId, id: found.id, seen: true })
    taken++
  }
  return taken
}
