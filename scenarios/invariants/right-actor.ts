import { invariant, type Moment, stageChanges } from '../harness/moment.ts'
import { titleOf } from '../harness/script.ts'
import { isOfTwoStages } from '../workers/step-of-two.ts'

/** Whose hands write is what an auditor asks first. */
export const rightActor = invariant({
  name: 'right actor',
  statement:
    'the application makes every change of a stage but manual cleanup, which is made by the administrator who does it',
  clauses: ['IV-07', 'IV-08'],
  check(moment: Moment) {
    const { stage } = moment
    const changes = stageChanges(moment)
    // the hands of a cleanup and of another stage at the same time
    if (!stage || changes.length === 0 || isOfTwoStages(moment.step)) return undefined
    const title = titleOf(moment.step)
    const wanted = stage.op === 'clean up' ? 'user' : 'application'
    const pastGraph = changes
      .filter(({ kind, cascade, call }) => kind === 'groups' && !cascade && !/^[A-Z]+ \/groups/.test(call))
      .map(({ call }) => `${call} in "${title}" made or removed a group, and not Microsoft Graph`)
    const byOthers = changes
      .filter(({ actor }) => actor.type !== wanted)
      .map(({ call, actor }) => `${call} in "${title}" was made by the ${actor.type} ${actor.displayName}`)
    return [...byOthers, ...pastGraph]
  },
})
