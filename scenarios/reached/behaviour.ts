/** Behaviour that is needed only where something goes wrong: read from calls, changes and ends. */
import type { CallRecord, Change } from '#mock-m365'
import { publishedNames } from '#reports'
import { nameOf } from '../harness/entity-name.ts'
import type { Moment } from '../harness/moment.ts'
import { isCrash } from '../harness/step-faults.ts'
import { watchedMail } from '../mail/watch.ts'
import { type Family, sometimes } from './family.ts'

const LOST: ReadonlySet<string | undefined> = new Set(['lost-answer', 'server-error-after-effect'])

export const behaviour: readonly Family[] = [
  sometimes(
    'resumed after a crash',
    'a stage goes on where the process had ended with a write open',
    (moment) =>
      moment.result.outcome === 'done' && lastCallBefore(moment)?.writes === true && isAfterCrash(moment),
  ),
  sometimes(
    'looked after a lost answer',
    'a write takes effect without an answer, and the stage looks before it does anything else',
    ({ stage, calls }) =>
      stage !== undefined &&
      calls.some(({ fault, writes }, i) => writes && LOST.has(fault) && calls[i + 1]?.writes === false),
  ),
  sometimes(
    'repeated a write',
    'a write fails on the way, and is made once more',
    ({ stage, calls }) =>
      stage !== undefined &&
      calls.some(
        (call, i) =>
          call.writes &&
          call.fault === 'server-error' &&
          calls.slice(i + 1).some(({ operation }) => operation === call.operation),
      ),
  ),
  sometimes(
    'waited as long as asked',
    'a service asks for patience with Retry-After, and the next call comes after that time',
    ({ stage, calls }) => stage !== undefined && calls.some((call, i) => isWaitedFor(call, calls[i + 1])),
  ),
  sometimes(
    'waited for a replica',
    'a server does not show yet what was written, and the stage waits without having been asked to',
    ({ stage, calls, world }) =>
      stage !== undefined &&
      world.script.lag !== undefined &&
      calls.some((call, i) => isPause(call, calls[i + 1])),
  ),
  sometimes(
    'made before it broke',
    'of the rules of one direction one is widened or switched on before another is narrowed or switched off',
    ({ stage, changes }) =>
      stage !== undefined && ['Incoming', 'Outgoing'].some((word) => isHandedOver(changes, word)),
  ),
  sometimes(
    'told who works',
    'a worker finds the account at work, and is told by whom',
    ({ result }) => result.ofTwo?.results.some(({ code }) => code === 'worker busy') ?? false,
  ),
  sometimes(
    'took over',
    'a worker stands still or dies, and another one brings its stage to its end',
    ({ result }) =>
      result.outcome === 'done' &&
      (result.ofTwo?.results.some(({ outcome, code }) => outcome === 'crashed' || code === 'taken over') ??
        false),
  ),
  sometimes(
    'lost a delta',
    'Graph has forgotten where a round of changes was, and the directory or a mailbox is read anew',
    ({ calls }) => calls.some(({ operation, status }) => operation.endsWith('/delta') && status === 410),
  ),
  sometimes(
    'took somebody out',
    'somebody is no longer targeted, and leaves a virtual group while its rule is on',
    ({ stage, changes }) =>
      stage?.op === 'synchronize' && changes.some(({ kind, after }) => kind === 'groups/members' && !after),
  ),
  sometimes(
    'changed the customer’s flow',
    'a detour makes a rule of the customer’s act twice, and that is told',
    (moment) => (watchedMail(moment)?.effects.length ?? 0) > 0,
  ),
  sometimes(
    'wrote after another’s write',
    'somebody changes an object of the product’s, and a stage puts it right',
    ({ stage, changes, madeByProduct, world }) =>
      stage?.op === 'synchronize' &&
      changes.some(
        ({ kind, key, before, after, seq }) =>
          before && after && madeByProduct.has(`${kind} ${key}`) && isByPerson(world, kind, key, seq),
      ),
  ),
]

const lastCallBefore = ({ world, calls }: Moment): CallRecord | undefined =>
  world.cloud.calls.at(-1 - calls.length)
const isAfterCrash = (moment: Moment): boolean => isCrash(lastCallBefore(moment)?.fault)

function isWaitedFor({ at, retryAfterSeconds, status }: CallRecord, next: CallRecord | undefined): boolean {
  return (
    status >= 400 &&
    retryAfterSeconds !== undefined &&
    next !== undefined &&
    next.at >= at + retryAfterSeconds * 1000
  )
}

const PAUSE_MS = 5_000

const isPause = ({ at, status, fault }: CallRecord, next: CallRecord | undefined): boolean =>
  fault === undefined && status !== 429 && next !== undefined && next.at - at >= PAUSE_MS

/** One rule of the direction goes on, and then another one goes off. */
function isHandedOver(changes: readonly Change[], word: string): boolean {
  const switched = changes.filter(
    ({ kind, before, after }) =>
      kind === 'TransportRule' &&
      before &&
      after &&
      before.State !== after.State &&
      isRerouting(nameOf(after), word),
  )
  const on = switched.find(({ after }) => after?.State === 'Enabled')
  return on !== undefined && switched.some(({ seq, after }) => seq > on.seq && after?.State === 'Disabled')
}

const isRerouting = (name: string, word: string): boolean =>
  name.includes(word) && publishedNames.REROUTING_RULES.some((rule) => rule === name)

function isByPerson({ tenant }: Moment['world'], kind: string, key: string, until: number): boolean {
  const last = tenant
    .changesSince()
    .findLast((one) => one.seq < until && one.kind === kind && one.key === key)
  return last?.actor.type === 'user'
}
