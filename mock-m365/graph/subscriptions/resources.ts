/**
 * Resources for subscriptions: a row for each, with permissions, longest life, and what it watches.
 * https://learn.microsoft.com/graph/api/resources/change-notifications-api-overview
 */
import type { Entity, Kind } from '../../base.ts'
import { type Access, reading } from '../authorization/access.ts'
import { READ_BASIC } from '../mail/access.ts'
import { getFolder } from '../mail/folders/folders.ts'
import { mailTurnOfSelf, mailTurnOfUser } from '../mail/mailbox.ts'
import { GraphError } from '../wire/errors.ts'
import type { Turn } from '../wire/turn.ts'
import { extensionError, invalidRequest } from './errors.ts'

/** What a subscription looks for in the change log; stored with it. */
export interface Watch {
  readonly kind: Kind
  /** One directory object, or the owner of a mailbox; every object of the kind where absent. */
  readonly id?: string
  /** For mail: one folder. */
  readonly folderId?: string
}

export interface Subscribable {
  readonly name: string
  readonly access: Access
  /** Longest life in minutes. */
  readonly minutesMax: number
  readonly changeTypes: readonly string[]
  /**
   * Outlook notifies of removed subscriptions and missed notifications, the directory does not (documented).
   */
  readonly isOutlook: boolean
  readonly watch: (turn: Turn, keys: readonly string[]) => Watch
}

const USERS = reading([
  'User.Read.All',
  'User.ReadWrite.All',
  'Directory.Read.All',
  'Directory.ReadWrite.All',
])
const GROUPS = reading([
  'Group.Read.All',
  'Group.ReadWrite.All',
  'Directory.Read.All',
  'Directory.ReadWrite.All',
])

/** Documented: just under 29 days. https://learn.microsoft.com/graph/api/resources/subscription#subscription-lifetime */
const DIRECTORY_MINUTES = 41_760
/** Observed: ten minutes short of the seven days that are documented. */
const OUTLOOK_MINUTES = 10_070

const directory = {
  minutesMax: DIRECTORY_MINUTES,
  isOutlook: false,
  changeTypes: ['updated', 'deleted', 'created'],
}
const outlook = {
  access: READ_BASIC,
  minutesMax: OUTLOOK_MINUTES,
  isOutlook: true,
  changeTypes: ['created', 'updated', 'deleted'],
}

const SUBSCRIBABLE: readonly Subscribable[] = [
  { ...directory, name: 'users', access: USERS, watch: () => ({ kind: 'users' }) },
  { ...directory, name: 'users/{id}', access: USERS, watch: (turn, keys) => object(turn, 'users', keys[0]) },
  { ...directory, name: 'groups', access: GROUPS, watch: () => ({ kind: 'groups' }) },
  {
    ...directory,
    name: 'groups/{id}',
    access: GROUPS,
    watch: (turn, keys) => object(turn, 'groups', keys[0]),
  },
  {
    ...directory,
    name: 'groups/{id}/members',
    access: GROUPS,
    watch: (turn, keys) => ({ ...object(turn, 'groups', keys[0]), kind: 'groups/members' }),
  },
  { ...outlook, name: 'users/{id}/messages', watch: (turn, [user]) => mail(turn, user) },
  { ...outlook, name: 'me/messages', watch: (turn) => mail(turn, undefined) },
  {
    ...outlook,
    name: 'users/{id}/mailFolders/{id}/messages',
    watch: (turn, [user, folder]) => mail(turn, user, folder),
  },
  {
    ...outlook,
    name: 'me/mailFolders/{id}/messages',
    watch: (turn, [folder]) => mail(turn, undefined, folder),
  },
]

const RESOURCE_LENGTH_MAX = 1024

/**
 * The row that a resource's text names, and the keys in it: `users/{id}/mailFolders('inbox')/messages`.
 * @throws GraphError 400 InvalidRequest for resources without subscriptions here (text inferred)
 */
export function subscribableOf(resource: string): { row: Subscribable; keys: string[] } {
  const parts = resource
    .slice(0, RESOURCE_LENGTH_MAX)
    .replace(/\('([^']*)'\)/g, '/$1')
    .split('/')
    .filter((part) => part !== '')
  for (const row of SUBSCRIBABLE) {
    const words = row.name.split('/')
    const fits = (word: string, i: number) =>
      word === '{id}' || word.toLowerCase() === parts[i]?.toLowerCase()
    if (words.length === parts.length && words.every(fits))
      return { row, keys: parts.filter((_, i) => words[i] === '{id}') }
  }
  throw invalidRequest(`The resource '${resource.slice(0, 128)}' is not supported for subscriptions.`)
}

export function rowNamed(name: unknown): Subscribable | undefined {
  return SUBSCRIBABLE.find((row) => row.name === name)
}

function object({ tenant }: Turn, kind: 'users' | 'groups', named = ''): Watch {
  const byName = kind === 'users' ? tenant.find(kind, 'userPrincipalName', named)[0] : undefined
  const found: Entity | undefined = tenant.get(kind, named.toLowerCase()) ?? byName
  if (!found) throw extensionError(404, 'NotFound', 'Resource not found.')
  return { kind, id: String(found.id) }
}

/** The mailbox is read as a GET would read it, and its refusal is wrapped. */
function mail(turn: Turn, user: string | undefined, folder?: string): Watch {
  try {
    const { mailbox } =
      user === undefined
        ? mailTurnOfSelf(turn)
        : mailTurnOfUser({ ...turn, keys: [{ property: 'id', value: user }] })
    const { userId } = mailbox
    const folderId =
      folder === undefined ? {} : { folderId: String(getFolder(turn.tenant, userId, folder).id) }
    return { kind: 'messages', id: userId, ...folderId }
  } catch (error) {
    if (!(error instanceof GraphError)) throw error
    const status = error.status === 403 || error.status === 404 ? error.status : 400
    throw extensionError(status, NAMES[status], error.message)
  }
}

const NAMES = { 400: 'BadRequest', 403: 'Forbidden', 404: 'NotFound' } as const
