/** The service at work, for those who run the product: what is due, and doing it. No screen shows these. */
import * as v from 'valibot'
import { activityOf, messageOf } from '../../profiles/index.ts'
import { acceptNotification, type Taken, takeNotification as takeNotified } from '../../scanning/index.ts'
import { refuses, shows } from '../answer.ts'
import { type AnyOperation, type At, operation } from '../operation.ts'
import { ORGANIZATION_INPUT, placeOf } from '../places.ts'
import { runAllDue, upcomingAt } from '../running.ts'
import { scanningAt } from '../scanning.ts'
import { API_SERVICE } from '../services.ts'

const viewDue = operation({
  name: 'viewDue',
  screen: 'Service running',
  does: 'Tells what is due next, when, and for which account, the first at the head.',
  who: 'vendor',
  input: v.strictObject({}),
  repeatable: true,
  async run(at) {
    const works = (await upcomingAt(at)).map(({ place, what, dueAt }) => ({
      dueAt: new Date(dueAt).toISOString(),
      what,
      organization: place.organization.name,
      service: place.service.name,
    }))
    return shows(at, { ...works[0], works })
  },
})

const runDue = operation({
  name: 'runDue',
  screen: 'Service running',
  does: 'Does what is due now, or up to a moment: synchronizations, token refreshes, e-mail, stages that were left.',
  who: 'vendor',
  input: v.strictObject({ until: v.exactOptional(v.pipe(v.string(), v.isoTimestamp())) }),
  repeatable: true,
  async run(at, { until }) {
    const { clock } = at.product.ports
    const untilMs = until === undefined ? clock.now() : Date.parse(until)
    const ran = await runAllDue(at, untilMs)
    const { profile } = at.product.settings
    return shows(at, {
      ran: ran.map(({ place, what, dueAt, beganAt, result }) => ({
        organization: place.organization.name,
        service: place.service.name,
        what,
        dueAt: new Date(dueAt).toISOString(),
        beganAt: new Date(beganAt).toISOString(),
        outcome: result.outcome,
        code: result.code,
        message: messageOf(profile, result),
        activities: result.activities.map((activity) => activityOf(profile, activity)),
      })),
    })
  },
})

const takeNotification = operation({
  name: 'takeNotification',
  screen: 'Service running',
  does: 'Takes what Microsoft Graph sends to the endpoints of subscriptions, answers it, and scans what it names.',
  who: 'vendor',
  input: v.strictObject({
    ...ORGANIZATION_INPUT,
    url: v.pipe(v.string(), v.maxLength(16_384)),
    body: v.pipe(v.string(), v.maxLength(4 * 1024 * 1024)),
  }),
  repeatable: true,
  async run(at, { organization, ...request }) {
    const place = await placeOf(at, { organization, service: API_SERVICE })
    if ('code' in place) return place
    const scanning = scanningAt(at, place)
    if (!scanning) return refuses(at, 'nothing scanned', {})
    const { session } = place.account
    const { work, ...answer } = acceptNotification(session, request)
    const taken = []
    for (const one of work) taken.push(await outcomeOf(at, () => takeNotified(scanning, one)))
    // Graph sends it again, and what was done meanwhile is not done twice
    const status = taken.includes('failed') ? 503 : answer.status
    return shows(at, { answer: { ...answer, status }, taken })
  },
})

/** One message that cannot be read or judged keeps no other one of the request waiting. */
async function outcomeOf({ product }: At, take: () => Promise<Taken>): Promise<Taken['outcome'] | 'failed'> {
  try {
    return (await take()).outcome
  } catch (error) {
    if (!(error instanceof Error)) throw error
    product.ports.log.warn({ said: error.message }, 'what a notification asks for was not done')
    return 'failed'
  }
}

export const SERVICE_RUNNING: readonly AnyOperation[] = [viewDue, runDue, takeNotification]
