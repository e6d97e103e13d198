/**
 * Available Targets and Selected Targets of a grant in API mode. Source: trend-vision-one-access-exchange-auth-acct, and the
 * classic guide of the earlier generation.
 */
import * as v from 'valibot'
import { CHOICE_RULES } from '../../profiles/targets.ts'
import { alone, reading, refused, type StageOutcome } from '../../stages/outcome.ts'
import {
  chooseTargets as choose,
  findGroups as groupsBeginning,
  type OtherChoice,
  selectTargets as select,
  findUser as userNamed,
  listGroupUsers as usersIn,
} from '../../stages/targets.ts'
import { type AnyOperation, type At, operation } from '../operation.ts'
import { type Place, placesIn, stageAt, TARGETED_INPUT } from '../places.ts'

const TEXT = v.pipe(v.string(), v.maxLength(256))
const NAMES = v.pipe(v.array(TEXT), v.maxLength(1_000))

/** Makes the choice with which a grant goes on. */
export async function choiceMade(at: At, place: Place, choice: 'all' | 'selected'): Promise<StageOutcome> {
  const rules = CHOICE_RULES[at.product.settings.profile]
  const others = await otherChoices(at, place)
  return alone(place.account, () => choose(place.account, choice, rules, others))
}

async function otherChoices(at: At, { organization, service }: Place): Promise<OtherChoice[]> {
  const places = await placesIn(at, organization)
  return places.flatMap((other) => {
    const { choice } = other.account.ledger.targets
    return other.service === service || choice === undefined ? [] : [{ service: other.service.name, choice }]
  })
}

const chooseTargets = operation({
  name: 'chooseTargets',
  screen: 'Grant Access',
  does: 'Chooses whether all users and groups are synchronized, or selected users.',
  who: 'administrator',
  input: v.strictObject({ ...TARGETED_INPUT, choice: v.picklist(['all', 'selected']) }),
  repeatable: true,
  run: (at, { choice, ...input }) => stageAt(at, input, (place) => choiceMade(at, place, choice)),
})

const findUser = operation({
  name: 'findUser',
  screen: 'Grant Access',
  does: 'By User: finds a user by the exact user principal name.',
  who: 'administrator',
  input: v.strictObject({ ...TARGETED_INPUT, userPrincipalName: TEXT }),
  repeatable: true,
  run: (at, { userPrincipalName, ...input }) =>
    stageAt(at, input, ({ account }) => reading(account, () => userNamed(account, userPrincipalName))),
})

const findGroups = operation({
  name: 'findGroups',
  screen: 'Grant Access',
  does: 'By Group: finds groups by at least the first three characters of their name.',
  who: 'administrator',
  input: v.strictObject({ ...TARGETED_INPUT, beginning: TEXT }),
  repeatable: true,
  run: (at, { beginning, ...input }) =>
    stageAt(at, input, ({ account }) => reading(account, () => groupsBeginning(account, beginning))),
})

const listGroupUsers = operation({
  name: 'listGroupUsers',
  screen: 'Grant Access',
  does: 'Lists the users of a group, page by page.',
  who: 'administrator',
  input: v.strictObject({
    ...TARGETED_INPUT,
    group: v.pipe(v.string(), v.uuid()),
    after: v.exactOptional(v.pipe(v.string(), v.maxLength(8_192))),
  }),
  repeatable: true,
  run: (at, { group, after, ...input }) =>
    stageAt(at, input, ({ account }) =>
      reading(account, () => usersIn(account, group, after)).catch((error: unknown) => {
        // a page that the console has not given
        if (error instanceof RangeError) return refused({ code: 'group not found', data: {} })
        throw error
      }),
    ),
})

const selectTargets = operation({
  name: 'selectTargets',
  screen: 'Grant Access',
  does: 'Moves users between Available Targets and Selected Targets: by name, or all of a group.',
  who: 'administrator',
  input: v.strictObject({
    ...TARGETED_INPUT,
    add: v.exactOptional(NAMES),
    addGroups: v.exactOptional(NAMES),
    remove: v.exactOptional(NAMES),
  }),
  repeatable: true,
  run: (at, { organization, service, ...selection }) =>
    stageAt(at, { organization, service }, ({ account }) => alone(account, () => select(account, selection))),
})

export const TARGETS: readonly AnyOperation[] = [
  chooseTargets,
  findUser,
  findGroups,
  listGroupUsers,
  selectTargets,
]
