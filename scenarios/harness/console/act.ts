/** Steps at the console: somebody asks for an operation, or gives a permission at Microsoft's page and comes back. */
import { OPERATIONS } from '#cas-core'
import type { SubjectAnswer, SubjectUser } from '../../subjects/subject.ts'
import { type Administrator, administrator } from '../administrator.ts'
import { givePermission, type SentBack, signedIn } from '../at-pages.ts'
import { withForged } from '../forged-answer.ts'
import type { ConsoleRole, ConsoleStep, Person } from '../script.ts'
import type { StepResult } from '../step-result.ts'
import type { World } from '../world.ts'
import { CUSTOMER } from './product.ts'
import { referred } from './referred.ts'

const USERS: Readonly<Record<ConsoleRole, SubjectUser>> = {
  administrator: { name: 'owner@customer.example', role: 'Global administrator' },
  limited: { name: 'operator@customer.example', role: 'limited' },
  vendor: { name: 'back office', role: 'vendor' },
}

const NAMES: ReadonlySet<string> = new Set(OPERATIONS.map(({ name }) => name))

export async function atConsole(world: World, step: ConsoleStep): Promise<StepResult> {
  return step.op === 'console' ? operated(world, step) : consented(world, step)
}

type Who = Pick<ConsoleStep, 'as' | 'customer' | 'inSession'>

async function ask(
  world: World,
  { as = 'administrator', customer = CUSTOMER, inSession }: Who,
  name: string,
  input: object,
): Promise<SubjectAnswer> {
  const whose = `${customer} ${as}`
  if (inSession) return world.subject.perform({ session: world.sessions.get(whose) ?? '' }, name, input)
  const answer = await world.subject.perform({ customer, user: USERS[as] }, name, input)
  if ('session' in answer.data) world.sessions.set(whose, String(answer.data.session))
  return answer
}

async function operated(
  world: World,
  { operation, input = {}, by, signs, ...who }: Extract<ConsoleStep, { op: 'console' }>,
): Promise<StepResult> {
  if (!NAMES.has(operation))
    return { outcome: 'refused', message: `"${operation}" is not an operation`, activities: [] }
  const credential = by === undefined ? {} : { administrator: credentialOf(world, by) }
  const asked = await ask(world, who, operation, { ...referred(world.shown, input), ...credential })
  const take = (callback: string) => ask(world, who, 'acceptConsent', { callback })
  const answer = signs === undefined ? asked : await signedIn(atBrowser(world, signs), asked, take)
  if ('refusal' in answer) return { outcome: 'refused', message: answer.refusal, activities: [] }
  world.shown.set(operation, answer.data)
  return operation === 'runDue' ? ranResult(answer) : resultOf(answer)
}

/** When a synchronization is due next, in milliseconds since the epoch; undefined where none ever is. */
export async function dueAtConsole(world: World): Promise<number | undefined> {
  const { data } = await ask(world, { as: 'vendor' }, 'viewDue', {})
  const { works } = data as { readonly works: readonly { readonly what: string; readonly dueAt: string }[] }
  const dueAt = works.find(({ what }) => what === 'synchronize')?.dueAt
  return dueAt === undefined ? undefined : Date.parse(dueAt)
}

function credentialOf({ fetch, origin }: World, by: Parameters<typeof administrator>[2]) {
  const { username, password } = administrator(fetch, origin.facts, by)
  return { username, password }
}

async function consented(
  world: World,
  step: Extract<ConsoleStep, { op: 'console consent' }>,
): Promise<StepResult> {
  const { service, organization, purpose } = step
  const asked = await ask(world, step, 'consentUrl', {
    service,
    ...(organization === undefined ? {} : { organization }),
    ...(purpose === undefined ? {} : { purpose }),
  })
  if (asked.outcome !== 'done') return resultOf(asked)
  const page = asked.data as { readonly url: string; readonly purpose: string }
  const { by = 'admin', signs = by, decision = 'accept' } = step
  const person = atBrowser(world, by)
  const take = (callback: string) => ask(world, step, 'acceptConsent', { callback })
  const answer = await givePermission(person, page.url, take, {
    decision,
    signs: signs === by ? person : atBrowser(world, signs),
    changed: (callback) => withForged(callback, step.forged),
  })
  if ('refusal' in answer) return { outcome: 'refused', message: answer.refusal, activities: [] }
  return { ...resultOf(answer), purpose: page.purpose }
}

/** A person's own call may be struck by a fault: they see that their browser has no answer. */
function atBrowser({ fetch, origin }: World, name: Person): Administrator {
  const person = administrator(fetch, origin.facts, name)
  const attempted = (act: Promise<SentBack>) =>
    act.catch((error: unknown) => ({ refusal: error instanceof Error ? error.message : String(error) }))
  return {
    ...person,
    consent: (url, decision) => attempted(person.consent(url, decision)),
    signIn: (url) => attempted(person.signIn(url)),
  }
}

interface RanWork extends Pick<StepResult, 'outcome' | 'code' | 'message' | 'activities'> {
  readonly what: string
  readonly service: string
}

/** What runs by itself ends as its last stage does, and is that stage’s service; refreshing tokens and sending e-mail are none. */
function ranResult(answer: SubjectAnswer): StepResult {
  const { ran = [] } = answer.data as { readonly ran?: readonly RanWork[] }
  const last = ran.findLast(({ what }) => STAGES.has(what))
  const { outcome, code, message } = { ...resultOf(answer), ...last }
  return {
    outcome,
    message,
    ...(code === undefined ? {} : { code }),
    data: last ? { ...answer.data, service: last.service } : answer.data,
    activities: ran.flatMap(({ activities }) => activities),
  }
}

const STAGES: ReadonlySet<string> = new Set(['synchronize', 'finish stage', 'remove account'])

function resultOf({ outcome, code, message, data }: SubjectAnswer): StepResult {
  const activities = 'activities' in data && Array.isArray(data.activities) ? data.activities.map(String) : []
  return { outcome, code, message, data, activities }
}
