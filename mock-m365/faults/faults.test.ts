import { describe, expect, test } from 'vitest'
import {
  CONSENT_V1,
  EXCHANGE,
  GRAPH,
  type Heard,
  PASSWORD,
  passwordOf,
  TENANT_ID,
  upnOf,
  V2,
  type World,
  world,
} from '../entra/testing/world.ts'
import { fetchOf } from '../fetch.ts'
import { faultPlan, type PlannedFault } from './fault.ts'
import { FAULTS } from './index.ts'

const EXCHANGE_CLIENT = 'fb78d390-0c51-40cd-8e17-fdbfab77341b'

/** A write of each service: its operation, and how it is sent a second and a third time. */
interface Write {
  readonly operation: string
  readonly origin: string
  readonly kind: string
  /** @param n number of the write */
  readonly request: (
    n: number,
    token: string,
  ) => { path: string; headers?: Record<string, string>; body: string }
  readonly token?: Readonly<Record<string, string>>
}

const WRITES: Readonly<Record<'entra' | 'graph' | 'exchange', Write>> = {
  entra: {
    operation: 'POST /adminconsent',
    origin: 'https://login.microsoftonline.com',
    kind: 'servicePrincipals',
    request: () => ({
      path: CONSENT_V1,
      body: new URLSearchParams({
        username: upnOf('admin'),
        password: passwordOf('admin'),
        decision: 'accept',
      }).toString(),
    }),
  },
  graph: {
    operation: 'POST /groups',
    origin: GRAPH,
    kind: 'groups',
    token: PASSWORD,
    request: (n, token) => ({
      path: '/v1.0/groups',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        displayName: `Group ${n}`,
        mailNickname: `group${n}`,
        mailEnabled: false,
        securityEnabled: true,
      }),
    }),
  },
  exchange: {
    operation: 'New-InboundConnector',
    origin: EXCHANGE,
    kind: 'InboundConnector',
    token: { ...PASSWORD, client_id: EXCHANGE_CLIENT, scope: `${EXCHANGE}/.default` },
    request: (n, token) => ({
      path: `/adminapi/beta/${TENANT_ID}/InvokeCommand`,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        CmdletInput: {
          CmdletName: 'New-InboundConnector',
          Parameters: { Name: `Connector ${n}`, ConnectorType: 'Partner', SenderDomains: ['*'] },
        },
      }),
    }),
  },
}
const SERVICES = ['entra', 'graph', 'exchange'] as const
type ServiceName = (typeof SERVICES)[number]

interface Played {
  readonly at: World
  readonly answers: readonly (Heard & { readonly lost: boolean; readonly changes: number })[]
}

/** Three writes of one service under a plan. */
function play(service: ServiceName, planned: readonly PlannedFault[]): Played {
  const at = world(planned)
  const { origin, request, token } = WRITES[service]
  const bearer = token ? String(at.send(V2, { form: token }).json.access_token) : ''
  const answers = [0, 1, 2].map((n) => {
    const { path, headers = {}, body } = request(n, bearer)
    const [pathname = '', query = ''] = path.split('?')
    const { position } = at.tenant
    const host = new URL(origin).hostname
    const arrival = { method: 'POST', host, origin, path: pathname, query, headers, body, at: at.clock.now() }
    const answer = at.cloud.handle(arrival)
    const text = String(answer.body)
    const json = answer.status < 400 || text.startsWith('{') ? parsed(text) : {}
    const { status, headers: sent } = answer
    return {
      status,
      headers: sent,
      text,
      json,
      lost: answer.lost === true,
      changes: at.tenant.position - position,
    }
  })
  return { at, answers }
}

/** Some answers are cut off. */
function parsed(text: string): Heard['json'] {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}

/** A world's request ids come from one sequence, which a fault may shorten: they are not part of the effect. */
const timeless = ({ answers }: Played) =>
  answers.map(({ status, lost, changes }) => ({ status, lost, changes }))

const plannedAt = (service: ServiceName) => ({ operation: WRITES[service].operation, occurrence: 0 })

/** What is struck by these shows no failure. */
const UNDER_A_GOOD_STATUS: ReadonlySet<string> = new Set(['cut-off', 'proxy-page', 'sent-twice'])

/** Temporary faults that strike any call: the others have their own test file. */
const PASSING = FAULTS.filter(
  ({ name, atReads, lasting }) => !atReads && !lasting && !UNDER_A_GOOD_STATUS.has(name),
)

const cases = PASSING.flatMap(({ name, services }) =>
  SERVICES.filter((service) => services?.includes(service) !== false).map(
    (service) => [name, service] as const,
  ),
)

describe.each(cases)('%s at %s', (name, service) => {
  const { operation, kind } = WRITES[service]
  const quiet = play(service, [])

  test('does nothing where it is not planned, or planned for what never comes', () => {
    for (const other of ['Get-Nothing', operation])
      expect(
        play(service, [{ operation: other, occurrence: other === operation ? 3 : 0, fault: name }]).answers,
      ).toEqual(quiet.answers)
    expect(quiet.answers[0]).toMatchObject({
      status: service === 'entra' ? 302 : expect.any(Number),
      lost: false,
    })
    expect(quiet.at.tenant.list(kind).length).toBeGreaterThan(0)
    expect(quiet.answers[0]?.changes).toBeGreaterThan(0)
  })

  test('strikes the nth occurrence and no other, and the plan says that it has', () => {
    for (const occurrence of [0, 1, 2]) {
      const planned = { operation, occurrence, fault: name }
      const { at, answers } = play(service, [planned])
      expect(at.cloud.faults.fired).toEqual([planned])
      expect(at.cloud.calls.filter(({ fault }) => fault === name).map((call) => call.operation)).toEqual([
        operation,
      ])
      expect(
        answers.map(({ status, lost }) => lost || status === 429 || status === 401 || status >= 500),
      ).toEqual([0, 1, 2].map((n) => n === occurrence))
    }
  })

  test('is the same each time', () => {
    const planned = [{ operation, occurrence: 1, fault: name }]
    expect(play(service, planned).answers).toEqual(play(service, planned).answers)
  })

  test('counted over all calls, it strikes the nth call of any operation', () => {
    const occurrence = WRITES[service].token ? 2 : 1
    const starred = play(service, [{ operation: '*', occurrence, fault: name }])
    expect(timeless(starred)).toEqual(timeless(play(service, [{ operation, occurrence: 1, fault: name }])))
  })
})

test.each(SERVICES)('throttled: %s answers 429 in its own words, and nothing has happened', (service) => {
  const planned = {
    operation: WRITES[service].operation,
    occurrence: 0,
    fault: 'throttled',
    knobs: { retryAfterSeconds: 17 },
  }
  const { at, answers } = play(service, [planned])
  const [struck, next] = answers
  expect(struck).toMatchObject({ status: 429, changes: 0, headers: { 'Retry-After': '17' } })
  expect(next?.changes).toBeGreaterThan(0)
  expect(at.cloud.calls.find(({ fault }) => fault)).toMatchObject({ status: 429, retryAfterSeconds: 17 })
  const words = {
    entra: '"error_codes":[90036]',
    graph: '"code":"TooManyRequests"',
    exchange: 'maximum number of concurrent requests',
  }
  expect(struck?.text).toContain(words[service])
  expect(next?.text).not.toContain(words[service])
})

test.each(SERVICES)('throttled: %s tells the wait as a date, too, never too short', (service) => {
  const knobs = { retryAfterSeconds: 17, isDate: 1 }
  const { at, answers } = play(service, [{ ...plannedAt(service), fault: 'throttled', knobs }])
  const until = Date.parse(answers[0]?.headers['Retry-After'] ?? '')
  expect(until - at.clock.now()).toBeGreaterThanOrEqual(17_000)
  expect(until - at.clock.now()).toBeLessThan(18_000)
  expect(at.cloud.calls.find(({ fault }) => fault)?.retryAfterSeconds).toBe((until - at.clock.now()) / 1000)
})

test.each(SERVICES)('server-error: %s lets a request time out, and nothing has happened', (service) => {
  const { answers } = play(service, [
    { ...plannedAt(service), fault: 'server-error', knobs: { status: 408 } },
  ])
  expect(answers[0]).toMatchObject({ status: 408, changes: 0 })
  expect(answers[1]?.changes).toBeGreaterThan(0)
})

test.each(SERVICES)(
  'lost-answer: at %s the effect stands, and the in-process fetch rejects',
  async (service) => {
    const { operation, kind, origin, request, token } = WRITES[service]
    const at = world([{ operation, occurrence: 0, fault: 'lost-answer' }])
    const fetch = fetchOf(at.cloud)
    const bearer = token ? String(at.send(V2, { form: token }).json.access_token) : ''
    const { path, headers = {}, body } = request(0, bearer)
    const before = at.tenant.list(kind).length
    const send = () => fetch(origin + path, { method: 'POST', headers, body, redirect: 'manual' })
    await expect(send()).rejects.toMatchObject({ name: 'TypeError', cause: { code: 'ECONNRESET' } })
    expect(at.tenant.list(kind).length).toBe(before + 1)
    expect((await send()).status).toBeGreaterThanOrEqual(200)
  },
)

describe.each(['graph', 'exchange'] as const)('under a good status: %s', (service) => {
  const first = (fault: string) => play(service, [{ ...plannedAt(service), fault }])
  const [quiet] = play(service, []).answers

  test('cut-off: the call has taken effect, and its answer ends in its middle', () => {
    const [struck] = first('cut-off').answers
    expect(struck).toMatchObject({ status: quiet?.status, changes: quiet?.changes, json: {} })
    expect(struck?.text.length).toBe(Math.floor((quiet?.text.length ?? 0) / 2))
    expect(struck?.text.length).toBeGreaterThan(10)
  })

  test('proxy-page: nothing has happened, and the answer is a page of somebody else’s', () => {
    const [struck, next] = first('proxy-page').answers
    expect(struck).toMatchObject({ status: 200, changes: 0, text: expect.stringContaining('<html>') })
    expect(struck?.headers['Content-Type']).toContain('text/html')
    expect(next?.changes).toBeGreaterThan(0)
  })

  test('sent-twice: both servers have carried it out, and the second answer comes', () => {
    const [struck] = first('sent-twice').answers
    // Graph takes a second group of a name, and Exchange Online no second connector
    if (service === 'graph') expect(struck?.changes).toBe(2 * (quiet?.changes ?? 0))
    else expect(struck).toMatchObject({ status: 400, text: expect.stringContaining('AlreadyExists') })
  })

  test('throttled-after-effect: 429, and it has happened', () => {
    const [struck] = first('throttled-after-effect').answers
    expect(struck).toMatchObject({ status: 429, changes: quiet?.changes })
  })

  test('server-error 502: the page of a front end', () => {
    const planned = { ...plannedAt(service), fault: 'server-error', knobs: { status: 502 } }
    const [struck] = play(service, [planned]).answers
    expect(struck).toMatchObject({
      status: 502,
      changes: 0,
      text: expect.stringContaining('502 Bad Gateway'),
    })
  })
})

const WORDS: Readonly<Record<ServiceName, Readonly<Record<number, string>>>> = {
  entra: { 500: 'AADSTS90006', 503: 'AADSTS90033: A transient error has occurred.', 504: 'AADSTS90012' },
  graph: { 500: '"Service_InternalServerError"', 503: '"UnknownError"', 504: '"UnknownError"' },
  exchange: { 500: 'ADTransientException', 503: 'issue may be transient', 504: 'issue may be transient' },
}

/** What is missing at the end if the first of three writes had no effect: the next write gives the consent. */
const LACKS: Readonly<Record<ServiceName, number>> = { entra: 0, graph: 1, exchange: 1 }

describe.each(SERVICES)('server errors: %s answers in its own words', (service) => {
  for (const fault of ['server-error', 'server-error-after-effect'])
    test.each([500, 503, 504])(`${fault}, %i`, (status) => {
      const { operation, kind } = WRITES[service]
      const planned = { operation, occurrence: 0, fault, knobs: { status, retryAfterSeconds: 9 } }
      const { at, answers } = play(service, [planned])
      const isDone = fault === 'server-error-after-effect'
      const [struck] = answers
      expect(struck).toMatchObject({ status, lost: false, headers: { 'Retry-After': '9' } })
      expect(struck?.text).toContain(WORDS[service][status])
      expect((struck?.changes ?? 0) > 0).toBe(isDone)
      expect(at.tenant.list(kind).length).toBe(
        play(service, []).at.tenant.list(kind).length - (isDone ? 0 : LACKS[service]),
      )
      expect(at.cloud.calls.find((call) => call.fault)).toMatchObject({ status, fault, retryAfterSeconds: 9 })
    })

  test('without a word of when to come again, unless told', () => {
    const { operation } = WRITES[service]
    const [struck] = play(service, [{ operation, occurrence: 0, fault: 'server-error' }]).answers
    expect(struck?.status).toBe(500)
    expect(struck?.headers).not.toHaveProperty('Retry-After')
  })
})

describe('a plan', () => {
  const good = { operation: '*', occurrence: 0, fault: 'throttled' }

  test.each(
    FAULTS.flatMap(({ name, knobs }) =>
      Object.entries(knobs).flatMap(([knob, { min, max }]) =>
        [min - 1, max + 1, Number.NaN, Number.POSITIVE_INFINITY, min + 0.5].map(
          (value) => [name, knob, value] as const,
        ),
      ),
    ),
  )('refuses %s with %s %d, by its place', (fault, knob, value) => {
    const plan = () => faultPlan([good, { ...good, fault, knobs: { [knob]: value } }], FAULTS)
    expect(plan).toThrow(RangeError)
    expect(plan).toThrow(`faults[1].knobs.${knob}: ${value} is not`)
  })

  test('takes every knob at both ends of its range', () => {
    for (const { name, knobs } of FAULTS)
      for (const [knob, { min, max }] of Object.entries(knobs))
        for (const value of [min, max])
          expect(faultPlan([{ ...good, fault: name, knobs: { [knob]: value } }], FAULTS).fired).toEqual([])
  })

  test.each([
    [{ fault: 'nothing' }, 'faults[0].fault: "nothing" is none of throttled'],
    [{ fault: '__proto__' }, 'faults[0].fault: "__proto__" is none of'],
    [{ occurrence: -1 }, 'faults[0].occurrence: -1 is not a whole number'],
    [{ occurrence: 0.5 }, 'faults[0].occurrence: 0.5'],
    [{ knobs: { retryAfter: 3 } }, 'faults[0].knobs.retryAfter: "throttled" has no such knob'],
    [
      { fault: 'server-error', knobs: { status: 501 } },
      'faults[0].knobs.status: 501 is none of 500, 503, 504',
    ],
    [
      { fault: 'lost-answer', knobs: { retryAfterSeconds: 3 } },
      'faults[0].knobs.retryAfterSeconds: "lost-answer"',
    ],
  ])('refuses %j', (wrong, message) => {
    expect(() => faultPlan([{ ...good, ...wrong }], FAULTS)).toThrow(message)
  })

  test('a text for a number is refused, as a plan that was read from a file may have it', () => {
    const planned = JSON.parse(
      '[{"operation":"*","occurrence":0,"fault":"throttled","knobs":{"retryAfterSeconds":"5"}}]',
    )
    expect(() => faultPlan(planned, FAULTS)).toThrow(
      'faults[0].knobs.retryAfterSeconds: 5 is not a whole number',
    )
  })

  test('of two faults for one call the first strikes, and only it has fired', () => {
    const planned = [good, { ...good, fault: 'lost-answer' }]
    const { at } = play('entra', planned)
    expect(at.cloud.faults.fired).toEqual([good])
  })
})
