/** The console: its table of operations, and how one of them runs. */
import { InputError, typed } from '#input'
import { PROFILES } from '../profiles/index.ts'
import { SCREEN_WORDS } from '../profiles/screens/words.ts'
import { refused } from '../stages/outcome.ts'
import { LeaseHeld } from '../store/refusals.ts'
import { refuses, stageAnswer } from './answer.ts'
import type { ConsoleUser } from './console-user.ts'
import type { Answer, AnyOperation, At } from './operation.ts'
import { LOGS } from './operations/audit-log.ts'
import { DETECTION_LOG } from './operations/detection-log.ts'
import { GRANT_ACCESS } from './operations/grant.ts'
import { INLINE_PROTECTION_SETTINGS } from './operations/inline-settings.ts'
import { LICENSE } from './operations/licence.ts'
import { NOTIFICATION_SETTINGS } from './operations/notification-settings.ts'
import { NOTIFICATIONS } from './operations/notifications.ts'
import { ORGANIZATION_MANAGEMENT } from './operations/organizations.ts'
import { POLICIES } from './operations/policies.ts'
import { QUARANTINE } from './operations/quarantine.ts'
import { REMOVAL } from './operations/removal.ts'
import { REPORTS } from './operations/reports.ts'
import { SERVICE_RUNNING } from './operations/running.ts'
import { SECURITY_SETTINGS } from './operations/security-settings.ts'
import { SERVICE_ACCOUNT } from './operations/service-account.ts'
import { SERVICE_STATUS } from './operations/service-status.ts'
import { SESSION } from './operations/session.ts'
import { SYNCHRONIZED_USERS } from './operations/synchronized-users.ts'
import { TARGETS } from './operations/targets.ts'
import type { Product } from './product.ts'

/** All operations, by screen, in the order in which a person meets them. */
export const OPERATIONS: readonly AnyOperation[] = [
  ...SESSION,
  ...LICENSE,
  ...ORGANIZATION_MANAGEMENT,
  ...SERVICE_STATUS,
  ...SECURITY_SETTINGS,
  ...GRANT_ACCESS,
  ...TARGETS,
  ...SERVICE_ACCOUNT,
  ...SYNCHRONIZED_USERS,
  ...REMOVAL,
  ...POLICIES,
  ...INLINE_PROTECTION_SETTINGS,
  ...QUARANTINE,
  ...DETECTION_LOG,
  ...NOTIFICATION_SETTINGS,
  ...NOTIFICATIONS,
  ...REPORTS,
  ...LOGS,
  ...SERVICE_RUNNING,
]

/** All that an operation can answer, by stable name. */
export const ANSWER_CODES: readonly string[] = [
  ...new Set([...Object.keys(PROFILES.cecp.stages), ...Object.keys(SCREEN_WORDS.cecp)]),
]

const NAMED: ReadonlyMap<string, AnyOperation> = new Map(OPERATIONS.map((row) => [row.name, row]))

/**
 * Runs one operation for a person. Whatever is wrong with the input or the moment is an answer; nothing has changed then.
 * @throws RangeError for an operation that does not exist
 */
export async function perform(
  product: Product,
  companyName: string,
  user: ConsoleUser,
  name: string,
  input: unknown,
): Promise<Answer> {
  const row = NAMED.get(name)
  if (!row)
    throw new RangeError(`"${name}" is not an operation; the operations are ${[...NAMED.keys()].join(', ')}`)
  const at: At = { product, company: await product.company(companyName), user }
  if (row.generations?.includes(product.settings.profile) === false)
    return refuses(at, 'not in this generation', { operation: name })
  if (!mayRun(row, user)) return refuses(at, 'not permitted', { operation: name })
  try {
    const checked = typed(row.input, input, { name, mend: 'correct the input, then try again' })
    return await row.run(at, checked)
  } catch (error) {
    if (error instanceof InputError)
      return stageAnswer(at, refused({ code: 'ill-formed', data: { said: error.message } }))
    if (!(error instanceof LeaseHeld)) throw error
    const until = new Date(error.untilMs).toISOString()
    return stageAnswer(at, refused({ code: 'worker busy', data: { holder: error.holder, until } }))
  }
}

/**
 * The same in a session that `signIn` has begun, as its user. One that has ended is told, and nothing has changed then.
 * @param session as `signIn` gave it
 */
export async function performInSession(
  product: Product,
  session: string,
  name: string,
  input: unknown,
): Promise<Answer> {
  const used = product.sessions.use(session)
  return used
    ? perform(product, used.company, used.user, name, input)
    : refuses({ product }, 'session ended', {})
}

function mayRun({ who }: AnyOperation, { role }: ConsoleUser): boolean {
  if (role === 'vendor') return true
  if (who === 'administrator') return role === 'Global administrator'
  return who === 'anyone'
}
