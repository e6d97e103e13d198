import { NAMED } from '../expected.ts'
import { nameOf } from '../harness/entity-name.ts'
import { invariant, isCalm, stageChanges } from '../harness/moment.ts'
import { titleOf } from '../harness/script.ts'
import { workIn } from '../harness/step-result.ts'

const NAMES: ReadonlySet<string> = new Set(Object.values(NAMED).flatMap((names) => [...names]))

/** Where a fault strikes, a write may be noticed by what stands and not by its answer: then nobody tells of it. */
export const tellsWhatItWrote = invariant({
  name: 'tells what it wrote',
  statement:
    'a stage names each object that it has made, changed or removed among the things that it has done, and names none where it has changed nothing',
  clauses: [],
  atQuiet: true,
  check(moment) {
    const { step, stage, result, world, isUndisturbed, previous } = moment
    if (stage?.mode !== 'inline' || !WORKED.has(result.outcome) || !isCalm(moment)) return undefined
    const { done } = workIn(result)
    if (!done || world.script.lag) return undefined
    const changes = stageChanges(moment)
    // what an interrupted stage has done may be found, and told, by the next one
    if (changes.length === 0 && isUndisturbed && previous?.result.outcome === 'done')
      return done.map((title) => `"${titleOf(step)}" tells that it has done "${title}", and changed nothing`)
    const names = new Set(
      changes
        .filter(({ cascade }) => !cascade)
        .map(({ before, after }) => nameOf(before ?? after).replace(RENAMED, '')),
    )
    return [...names]
      .filter((name) => NAMES.has(name) && !done.some((title) => title.includes(name)))
      .map((name) => `"${titleOf(step)}" changed "${name}", and does not tell of it`)
  },
})

/** As an administrator of these runs renames groups. */
const RENAMED = / \(renamed\)$/

const WORKED: ReadonlySet<string> = new Set(['done', 'failed'])
