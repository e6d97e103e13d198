import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Ports } from '../ports.ts'
import { M365Error, type Meaning, retryAfterSecondsOf } from './errors.ts'
import { patienceOf, pauseMs, repeatable, TRIES_MAX } from './retry.ts'

const silent = { info: () => undefined, warn: () => undefined }

/** Ports whose clock notes every pause. @param dice first eight digits of the ids: where in its range a pause falls */
function portsWith(dice = '80000000'): { ports: Ports; pauses: number[] } {
  const pauses: number[] = []
  let now = 0
  const ports: Ports = {
    clock: {
      now: () => now,
      sleep: async (ms) => {
        pauses.push(ms)
        now += ms
      },
    },
    ids: { uuid: () => `${dice}-0000-4000-8000-000000000000` },
    fetch: () => Promise.reject(new Error('no network here')),
    log: silent,
  }
  return { ports, pauses }
}

const failure = (status: number, retryAfterSeconds?: number, code = 'code') =>
  new M365Error('graph', status, code, 'message', retryAfterSeconds)

/** Fails as often as told, then gives an answer. */
async function repeat(times: number, error: unknown) {
  const { ports, pauses } = portsWith()
  let calls = 0
  const act = () => (calls++ < times ? Promise.reject(error) : Promise.resolve('answer'))
  const outcome = await repeatable(ports, act).catch((thrown: unknown) => thrown)
  return { outcome, calls, pauses }
}

const MEANINGS: readonly (readonly [number, string, Meaning])[] = [
  [0, 'network_error', 'unknown'],
  [400, 'BadRequest', 'refused'],
  [401, 'InvalidAuthenticationToken', 'unauthorized'],
  [403, 'Authorization_RequestDenied', 'forbidden'],
  [404, 'Request_ResourceNotFound', 'absent'],
  [400, 'Request_MultipleObjectsWithSameKeyValue', 'exists'],
  [500, 'ADObjectAlreadyExistsException', 'exists'],
  [408, 'timeout', 'unknown'],
  [409, 'Conflict', 'exists'],
  [429, 'TooManyRequests', 'throttled'],
  [500, 'InternalServerError', 'unknown'],
  [501, 'NotImplemented', 'refused'],
  [502, 'BadGateway', 'unknown'],
  [503, 'ServiceUnavailable', 'unknown'],
  [504, 'GatewayTimeout', 'unknown'],
]
const PASSING: readonly Meaning[] = ['throttled', 'unknown']

describe('repeatable', () => {
  test.each(MEANINGS)(
    '%i %s means %s, and is repeated only where waiting may mend it',
    async (status, code, meaning) => {
      const error = failure(status, undefined, code)
      expect(error.meaning).toBe(meaning)
      const { outcome, calls } = await repeat(1, error)
      expect([outcome, calls]).toEqual(PASSING.includes(meaning) ? ['answer', 2] : [error, 1])
    },
  )

  test('gives up after its tries, with the last failure', async () => {
    for (const status of [0, 429, 500, 503]) {
      const error = failure(status)
      const { outcome, calls, pauses } = await repeat(100, error)
      expect([outcome, calls, pauses.length]).toEqual([error, TRIES_MAX, TRIES_MAX - 1])
      expect(pauses.reduce((sum, ms) => sum + ms, 0)).toBeLessThan(15 * 60_000)
    }
    expect((await repeat(TRIES_MAX - 1, failure(429))).outcome).toBe('answer')
  })

  test('a refusal after an attempt without answer is in doubt: the first one may have had its effect', async () => {
    const failAfter = async (first: number) => {
      const { ports } = portsWith()
      const failures = [failure(first), failure(429), failure(403)]
      const thrown = await repeatable(ports, () => Promise.reject(failures.shift())).catch(
        (error: unknown) => error,
      )
      return thrown instanceof M365Error ? [thrown.status, thrown.meaning, thrown.inDoubt] : thrown
    }
    expect(await failAfter(0)).toEqual([403, 'forbidden', true])
    expect(await failAfter(429)).toEqual([403, 'forbidden', false])
    expect(failure(504).inDoubt).toBe(true)
  })

  test('repeats no mistake of its own', async () => {
    const mistake = new TypeError('a bug')
    expect(await repeat(1, mistake)).toEqual({ outcome: mistake, calls: 1, pauses: [] })
  })

  test('waits as long as the service says', async () => {
    expect((await repeat(3, failure(429, 17))).pauses).toEqual([17_000, 17_000, 17_000])
    expect((await repeat(1, failure(503, 0.25))).pauses).toEqual([250])
  })
})

describe('patience', () => {
  test('what passes is borne as often as any call may be made, whoever repeats it', () => {
    const patience = patienceOf(portsWith().ports, 900_000)
    for (let n = 1; n < TRIES_MAX; n++) expect(patience.bears('R1', failure(503))).toBe(n)
    expect(patience.bears('R1', failure(503))).toBeUndefined()
    patience.renew('R1')
    expect(patience.bears('R1', failure(429))).toBe(1)
    patience.renew('R1')
    expect(patience.bears('R1', failure(0).after(TRIES_MAX, false))).toBeUndefined()
  })

  test('what a replica that is behind may say is borne until replicas agree, however often it says so', async () => {
    const { ports } = portsWith()
    const patience = patienceOf(ports, 900_000)
    for (let n = 1; n < 15; n++) {
      expect(patience.bears('R1', failure(404))).toBe(n)
      await ports.clock.sleep(60_000)
    }
    expect(patience.bears('R1', failure(429))).toBe(15)
    await ports.clock.sleep(60_000)
    expect(patience.bears('R1', failure(404))).toBeUndefined()
  })

  test('of one thing is not used up by the failures of another, nor by a wait that came before', async () => {
    const { ports } = portsWith()
    const patience = patienceOf(ports, 900_000)
    expect(patience.bears('R1', failure(429))).toBe(1)
    expect(patience.bears('R2', failure(404))).toBe(1)
    await ports.clock.sleep(3_600_000)
    expect(patience.bears('R2', failure(404))).toBeUndefined()
    expect(patience.bears('R1', failure(404))).toBe(2)
    await ports.clock.sleep(899_999)
    expect(patience.bears('R1', failure(404))).toBe(3)
    await ports.clock.sleep(1)
    expect(patience.bears('R1', failure(404))).toBeUndefined()
  })

  test('lasts until replicas have had their time with the newest of what is waited for', async () => {
    const { ports } = portsWith()
    const patience = patienceOf(ports, 900_000)
    expect(patience.bears('R2', failure(404))).toBe(1)
    await ports.clock.sleep(900_000)
    expect(patience.bears('R2', failure(404), ports.clock.now())).toBe(2)
    await ports.clock.sleep(900_000)
    expect(patience.bears('R2', failure(404), ports.clock.now() - 900_000)).toBeUndefined()
  })
})

describe('a pause without advice', () => {
  test('doubles up to two minutes, at least half of it, wherever the dice fall', () => {
    const dice = fc.integer({ min: 0, max: 0xffffffff }).map((n) => n.toString(16).padStart(8, '0'))
    fc.assert(
      fc.property(dice, fc.integer({ min: 1, max: 40 }), (thrown, attempt) => {
        const ceiling = Math.min(120_000, 2_000 * 2 ** (attempt - 1))
        const pause = pauseMs(portsWith(thrown).ports, failure(500), attempt)
        expect(pause).toBeGreaterThanOrEqual(ceiling / 2)
        expect(pause).toBeLessThanOrEqual(ceiling)
        expect(Number.isInteger(pause)).toBe(true)
      }),
    )
  })
})

describe('Retry-After', () => {
  const now = Date.UTC(2026, 0, 15, 9, 30, 0)
  test.each([
    [undefined, undefined],
    [null, undefined],
    ['', undefined],
    ['0', 0],
    [' 120 ', 120],
    ['1.5', 1.5],
    ['-5', undefined],
    ['1e3', undefined],
    ['120 seconds', undefined],
    ['soon', undefined],
    ['not before 2050', undefined],
    ['2050', 2050],
    ['2050-01-01', undefined],
    ['Thu, 15 Jan 2026 09:31:30 GMT', 90],
    ['Thu, 15 Jan 2026 09:29:59 GMT', undefined],
    ['Thu, 15 Jan 2026 25:61:00 GMT', undefined],
    ['9'.repeat(400), 86_400],
    ['Fri, 15 Jan 2100 09:30:00 GMT', 86_400],
  ])('%j is %s seconds', (header, seconds) => {
    expect(retryAfterSecondsOf(header, now)).toBe(seconds)
  })
})
