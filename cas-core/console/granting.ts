/** A grant that is under way: what its screen shows, and how it goes on. */
import { completeGrant } from '../stages/complete-grant.ts'
import { alone } from '../stages/outcome.ts'
import { stageAnswer, titleAt } from './answer.ts'
import { enterFormerMet } from './former.ts'
import type { Answer, At } from './operation.ts'
import type { Place } from './places.ts'
import { scanProtected } from './scanning.ts'
import { serviceState } from './service-state.ts'
import { nameTenant, tenantShown } from './tenant-name.ts'

/** What the grant's screen shows. Captions of the steps are the guide's, in our words. */
export async function grantShown(at: At, { organization, service, account }: Place): Promise<object> {
  const { ledger, kind, settings } = account
  const state = serviceState(kind, ledger)
  const steps = Object.keys(kind.consents).map((purpose) => ({
    purpose,
    isDone: ledger.consents.has(purpose),
  }))
  const isAppThere = steps[0]?.isDone === true
  return {
    title: titleAt(at, 'Grant Access', service.name),
    organization: organization.name,
    service: service.name,
    state,
    from: ledger.grant.begun?.from,
    policy: ledger.grant.begun?.policy,
    targets: ledger.targets.choice,
    ...(kind.choosesTargets
      ? { selected: [...ledger.targets.users.values()].map(({ userPrincipalName }) => userPrincipalName) }
      : {}),
    ...tenantShown(at.company.organization(organization.id) ?? organization),
    steps,
    // the app is made by the first consent, so that its id means nothing before (inferred)
    ...(isAppThere ? { appId: settings.application.clientId } : {}),
  }
}

/** Goes on with the grant: checks what it needs, and grants access. */
export async function submitted(at: At, place: Place): Promise<Answer> {
  const { account } = place
  const stage = await alone(account, () => completeGrant(account, () => nameTenant(at, place)))
  if (stage.outcome === 'done') await scanProtected(at, place)
  await enterFormerMet(at, place, stage)
  return stageAnswer(at, stage, await grantShown(at, place))
}
