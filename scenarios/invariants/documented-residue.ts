import { publishedNames } from '#reports'
import { OBJECT_KINDS, STANDING, standingAt } from '../expected.ts'
import { isOthers } from '../harness/baseline.ts'
import { nameOf } from '../harness/entity-name.ts'
import { invariant } from '../harness/moment.ts'
import type { Step } from '../harness/script.ts'
import { inlineAppId } from '../harness/world.ts'

/** Only so is every object made once and removed once: what goes here, and what is left to the administrator. */
export const documentedResidue = invariant({
  name: 'documented residue',
  statement:
    'after deprovisioning exactly the two return rules, the inbound connectors, the allow list entries and the application are left',
  clauses: ['DP-03', 'DP-04', 'DP-05', 'DP-06', 'DP-08', 'DP-09', 'IV-01'],
  atQuiet: true,
  check({ world, condition, baseline, madeByProduct, index }) {
    const standing = standingAt(condition, world.directions)
    if (condition !== 'deprovisioned' || !standing) return undefined
    // what an upgrade that never ended has made for the way back stays as that of a whole account does
    const isUpgrading = world.script.steps.slice(0, index).some(isUpgrade)
    const breaches = OBJECT_KINDS.flatMap((kind) => {
      const found = world.tenant
        .list(kind)
        .filter(
          (one) => nameOf(one).startsWith('TMCAS') && !isOthers(baseline, `${kind} ${one.Guid ?? one.id}`),
        )
        .map(nameOf)
      const mayStay = new Set([...standing[kind], ...(isUpgrading ? STANDING.deprovisioned[kind] : [])])
      const extra = found.filter((name) => !mayStay.has(name)).map((name) => `"${name}" is left`)
      const gone = standing[kind]
        .filter((name) => !found.includes(name) && !baseline.takenOut.has(`${kind} ${name}`))
        .map((name) => `"${name}" is gone already`)
      return [...extra, ...gone]
    })
    for (const kind of ['OutboundConnector', 'groups'] as const)
      for (const one of world.tenant.list(kind))
        if (!nameOf(one).startsWith('TMCAS') && madeByProduct.has(`${kind} ${one.Guid ?? one.id}`))
          breaches.push(`"${nameOf(one)}" is left, which the product has made under another name`)
    const application = world.tenant.find('servicePrincipals', 'appId', inlineAppId(world))
    const isThere =
      application.length === 1 || baseline.takenOut.has(`servicePrincipals ${publishedNames.APP_NAME}`)
    return isThere ? breaches : [...breaches, 'the application is gone already']
  },
})

const isUpgrade = (step: Step): boolean =>
  step.op === 'upgrade' || (step.op === 'console' && step.operation === 'upgradeForOutbound')
