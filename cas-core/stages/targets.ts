/**
 * The choice of targets before a grant in API mode: everything, or users found by name or by group.
 * Source: trend-vision-one-access-exchange-auth-acct (`Available Targets`, `Selected Targets`).
 */
import { groupsBeginning, type Person, peopleInGroup, peopleNamed } from '../directory/people.ts'
import { SELECTED_MAX } from '../service-accounts/api/selected.ts'
import { type Account, isGranted } from '../service-accounts/kind.ts'
import type { NamedUser, TargetChoice } from '../service-accounts/memory/targets.ts'
import { seenAfterConsent } from './consent.ts'
import { outcome, refused, type StageOutcome } from './outcome.ts'

/** The steps of a grant that follow each other differently in the generations. */
export type GrantStep = 'choice' | 'consent'

/** What a generation asks of the choice. */
export interface ChoiceRules {
  /** Which comes first. */
  readonly order: readonly [GrantStep, GrantStep]
  /** Whether Exchange Online, SharePoint Online and OneDrive must be granted with the same choice. */
  readonly isShared: boolean
}

/** The choice with which another service of the organization was granted. */
export interface OtherChoice {
  /** The console's words: `SharePoint Online`. */
  readonly service: string
  readonly choice: TargetChoice
}

/**
 * Makes the choice. Another choice than before begins a new list.
 * @param others choices of the organization's other services with access
 */
export async function chooseTargets(
  account: Account,
  choice: TargetChoice,
  { order, isShared }: ChoiceRules,
  others: readonly OtherChoice[] = [],
): Promise<StageOutcome> {
  const { ledger, kind } = account
  if (isGranted(kind, ledger.goal)) return refused({ code: 'granted already', data: {} })
  const missing = order[0] === 'consent' ? consentMissing(account) : undefined
  if (missing) return missing
  const other = isShared ? others.find((one) => one.choice !== choice) : undefined
  if (other)
    return refused({ code: 'choice differs', data: { service: other.service, choice: other.choice } })
  if (ledger.targets.choice !== choice) await ledger.append({ type: 'targets chosen', choice })
  return outcome('done', { code: 'targets chosen', data: { choice } })
}

/** Why consent is not asked for yet, where the choice comes first; undefined where it may be. */
export function consentHindrance(
  { kind, ledger }: Account,
  { order }: ChoiceRules,
): StageOutcome | undefined {
  const isLacking = kind.choosesTargets && order[0] === 'choice' && ledger.targets.choice === undefined
  return isLacking ? refused({ code: 'choice missing', data: {} }) : undefined
}

/** Without consent nothing of the tenant can be read; undefined where all is given. */
function consentMissing({ kind, ledger }: Account): StageOutcome | undefined {
  const missing = Object.keys(kind.consents).find((purpose) => !ledger.consents.has(purpose))
  return missing === undefined ? undefined : refused({ code: 'consent missing', data: { purpose: missing } })
}

/** Looks for a user by the exact user principal name. Reads only. */
export async function findUser(account: Account, userPrincipalName: string): Promise<StageOutcome> {
  const missing = consentMissing(account)
  if (missing) return missing
  const name = userPrincipalName.trim()
  // an object id would be found too, and is not what the screen asks for
  const people = name.includes('@') ? await named(account, [name]) : new Map<string, Person>()
  const user = people.get(name)
  return user
    ? outcome('done', { code: 'user found', data: { user } })
    : refused({ code: 'user not found', data: {} })
}

/** With fewer characters no search is made. */
const BEGINNING_MIN = 3

/** Looks for groups by the beginning of their name. Reads only. */
export async function findGroups(account: Account, beginning: string): Promise<StageOutcome> {
  const missing = consentMissing(account)
  if (missing) return missing
  const text = beginning.trim()
  if ([...text].length < BEGINNING_MIN)
    return refused({ code: 'beginning too short', data: { min: BEGINNING_MIN } })
  const { items, next } = await seenAfterConsent(account, () => groupsBeginning(account.session, text))
  if (items.length === 0) return refused({ code: 'group not found', data: {} })
  return outcome('done', { code: 'groups found', data: { groups: items, isCut: next !== undefined } })
}

/** A page of the users in a group, those of its groups included. Reads only. @param after `next` of the page before */
export async function listGroupUsers(account: Account, group: string, after?: string): Promise<StageOutcome> {
  const missing = consentMissing(account)
  if (missing) return missing
  const page = await seenAfterConsent(account, () => peopleInGroup(account.session, group, after))
  return page
    ? outcome('done', { code: 'group users', data: page })
    : refused({ code: 'group not found', data: {} })
}

/** What the arrows between the two areas do. Users are named by user principal name or object id. */
export interface Selection {
  readonly add?: readonly string[]
  /** Object ids of groups whose users are added. */
  readonly addGroups?: readonly string[]
  readonly remove?: readonly string[]
}

/** Changes the selected targets before a grant, as a whole or not at all. */
export async function selectTargets(account: Account, selection: Selection): Promise<StageOutcome> {
  const { ledger, kind } = account
  if (isGranted(kind, ledger.goal)) return refused({ code: 'granted already', data: {} })
  if (!ledger.targets.isSelected) return refused({ code: 'users not selectable', data: {} })
  const missing = consentMissing(account)
  if (missing) return missing
  const { remove = [] } = selection
  const removed = listed(account, remove)
  const adding = await usersToAdd(account, selection, removed)
  if ('code' in adding) return adding
  if (removed.size > 0) await ledger.append({ type: 'users removed', ids: [...removed] })
  if (adding.users.length > 0) await ledger.append({ type: 'users selected', users: adding.users })
  const selected = ledger.targets.users.size
  return outcome('done', { code: 'targets selected', data: { selected, max: SELECTED_MAX } })
}

/** Ids of those who are on the list, of names in either form. */
export function listed({ ledger }: Account, names: readonly string[]): ReadonlySet<string> {
  const wanted = new Set(names.map((name) => name.toLowerCase()))
  const users = [...ledger.targets.users.values()]
  return new Set(
    users
      .filter(({ id, userPrincipalName }) =>
        [id, userPrincipalName].some((name) => wanted.has(name.toLowerCase())),
      )
      .map(({ id }) => id),
  )
}

/**
 * Users to add, each once and as the tenant names them; or why none is added: one is not there, or there are more than
 * places. @param leaving ids of those who leave the list at the same time
 */
export async function usersToAdd(
  account: Account,
  { add = [], addGroups = [] }: Selection,
  leaving: ReadonlySet<string> = new Set(),
): Promise<{ readonly users: readonly NamedUser[]; readonly added: number } | StageOutcome> {
  const staying = new Set(account.ledger.targets.users.keys()).difference(leaving)
  const users = new Map<string, Person>()
  const people = add.length === 0 ? new Map<string, Person>() : await named(account, add)
  const names = add.filter((name) => !people.has(name))
  if (names.length > 0) return refused({ code: 'users not found', data: { names } })
  for (const person of people.values()) users.set(person.id, person)
  const comers = () => [...users.keys()].filter((id) => !staying.has(id)).length
  const isTooMuch = () => staying.size + comers() > SELECTED_MAX
  for (const group of addGroups)
    for (let after: string | undefined, isFirst = true; isFirst || after !== undefined; isFirst = false) {
      const page = await seenAfterConsent(account, () => peopleInGroup(account.session, group, after))
      if (!page) return refused({ code: 'group not found', data: {} })
      for (const person of page.items) users.set(person.id, person)
      // the rest of a large group changes nothing
      after = isTooMuch() ? undefined : page.next
    }
  const added = comers()
  if (isTooMuch())
    return refused({ code: 'too many users', data: { selected: staying.size, added, max: SELECTED_MAX } })
  const kept = [...users.values()].map(({ id, userPrincipalName, displayName }) => ({
    ...{ id, userPrincipalName, displayName },
  }))
  return { users: kept, added }
}

const named = (account: Account, names: readonly string[]) =>
  seenAfterConsent(account, () => peopleNamed(account.session, names))
