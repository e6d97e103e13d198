/** Synchronized User List. Source: trend-vision-one-manage-synced-eo-user-list. */
import * as v from 'valibot'
import type { Account } from '../../service-accounts/kind.ts'
import { alone, reading, type StageOutcome } from '../../stages/outcome.ts'
import {
  addSynchronizedUsers as add,
  extendProtection as extend,
  importSynchronizedUsers as importFile,
  deleteSynchronizedUsers as remove,
  viewSynchronizedUsers as view,
} from '../../stages/synchronized-users.ts'
import { titleAt } from '../answer.ts'
import { type Answer, type AnyOperation, type At, operation } from '../operation.ts'
import { type ServiceInput, stageAt, TARGETED_INPUT } from '../places.ts'
import { scanProtected } from '../scanning.ts'

const NAMES = v.pipe(v.array(v.pipe(v.string(), v.maxLength(256))), v.minLength(1), v.maxLength(1_000))
/** Far more than a hundred names need. */
const FILE_CHARACTERS_MAX = 65_536

function changed(
  at: At,
  input: ServiceInput,
  stage: (account: Account) => Promise<StageOutcome>,
): Promise<Answer> {
  return stageAt(at, input, async (place) => {
    const changed = await alone(place.account, () => stage(place.account))
    if (changed.outcome === 'done') await scanProtected(at, place)
    return changed
  })
}

const viewSynchronizedUsers = operation({
  name: 'viewSynchronizedUsers',
  screen: 'Synchronized User List',
  does: 'Lists the users that were selected, with those that are no longer available.',
  who: 'administrator',
  input: v.strictObject(TARGETED_INPUT),
  repeatable: true,
  run: (at, input) =>
    stageAt(at, input, ({ account }) => reading(account, () => view(account)), {
      title: titleAt(at, 'Synchronized User List', input.service),
    }),
})

const addSynchronizedUsers = operation({
  name: 'addSynchronizedUsers',
  screen: 'Synchronized User List',
  does: 'Adds users to the list, up to a hundred.',
  who: 'administrator',
  input: v.strictObject({
    ...TARGETED_INPUT,
    add: v.exactOptional(NAMES),
    addGroups: v.exactOptional(NAMES),
  }),
  repeatable: true,
  run: (at, { organization, service, ...selection }) =>
    changed(at, { organization, service }, (account) => add(account, selection)),
})

const deleteSynchronizedUsers = operation({
  name: 'deleteSynchronizedUsers',
  screen: 'Synchronized User List',
  does: 'Deletes users from the list: they are no longer synchronized and no longer protected.',
  who: 'administrator',
  input: v.strictObject({ ...TARGETED_INPUT, users: NAMES }),
  repeatable: false,
  run: (at, { users, ...input }) => changed(at, input, (account) => remove(account, users)),
})

const importSynchronizedUsers = operation({
  name: 'importSynchronizedUsers',
  screen: 'Synchronized User List',
  does: 'Adds the users of a text file: one user principal name a line, a hundred at most.',
  who: 'administrator',
  input: v.strictObject({
    ...TARGETED_INPUT,
    fileName: v.pipe(v.string(), v.nonEmpty(), v.maxLength(255)),
    text: v.pipe(v.string(), v.maxLength(FILE_CHARACTERS_MAX)),
  }),
  repeatable: true,
  run: (at, { fileName, text, ...input }) =>
    changed(at, input, (account) => importFile(account, { fileName, text })),
})

const extendProtection = operation({
  name: 'extendProtection',
  screen: 'Service Account',
  does: 'Extends protection from selected users to all targets; the next synchronization reads them.',
  who: 'administrator',
  input: v.strictObject(TARGETED_INPUT),
  repeatable: false,
  run: (at, input) => changed(at, input, extend),
})

export const SYNCHRONIZED_USERS: readonly AnyOperation[] = [
  viewSynchronizedUsers,
  addSynchronizedUsers,
  deleteSynchronizedUsers,
  importSynchronizedUsers,
  extendProtection,
]
