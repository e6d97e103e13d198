/**
 * What every operation of the table owes, whatever it does: ill-formed input is refused with the operation's name and the
 * place, and changes nothing; so is whatever somebody asks who may not.
 */
import * as fc from 'fast-check'
import * as v from 'valibot'
import { beforeEach, describe, expect, test } from 'vitest'
import { memoryStore } from '../store/memory-store.ts'
import { sampleOf } from '../testing/schema-sample.ts'
import type { ConsoleUser } from './console-user.ts'
import { OPERATIONS, perform } from './index.ts'
import type { AnyOperation } from './operation.ts'
import { Product } from './product.ts'

const USERS: readonly ConsoleUser[] = [
  { name: 'owner@customer.example', role: 'Global administrator' },
  { name: 'operator@customer.example', role: 'limited' },
  { name: 'back office', role: 'vendor' },
]
const VENDOR: ConsoleUser = { name: 'back office', role: 'vendor' }
const SERVICE = 'Exchange Online (Inline Mode)'
const APPLICATION = {
  clientId: '00000000-0000-4000-8000-00000000000a',
  clientSecret: 'a secret',
  redirectUri: 'https://console.example/',
}
const PURPOSES = ['inline mode', 'API mode', 'SharePoint Online', 'OneDrive', 'activity data']

let product: Product
let calls = 0

/** A customer whose grant is under way, so that there is something to change. */
async function begun(profile: 'cas' | 'cecp'): Promise<Product> {
  calls = 0
  let ids = 0
  const made = new Product(
    {
      clock: { now: () => Date.UTC(2026, 0, 5), sleep: async () => undefined },
      ids: { uuid: () => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}` },
      log: { info: () => undefined, warn: () => undefined },
      store: memoryStore(),
      fetch: async () => {
        calls++
        throw new TypeError('there is no network')
      },
    },
    {
      profile,
      vendorKey: 'vendor key',
      applications: Object.fromEntries(PURPOSES.map((purpose) => [purpose, APPLICATION])),
    },
  )
  await perform(made, 'acme', VENDOR, 'setLicence', { site: 'EU' })
  await perform(made, 'acme', VENDOR, 'beginGrant', { service: SERVICE })
  return made
}

/** Everything in the store, as text. */
async function kept({ ports: { store } }: Product): Promise<string> {
  const journals = []
  for (const name of await store.names('')) journals.push([name, await store.of(name).journal.read(0)])
  return JSON.stringify(journals)
}

type Fields = Readonly<Record<string, unknown>>
const fieldsOf = ({ input }: AnyOperation): Fields => sampleOf(input) as Fields
const isTaken = ({ input }: AnyOperation, value: unknown): boolean => v.safeParse(input, value).success

/** Runs it for everybody, and demands that nothing came of it. @param places one of which the refusal names */
async function demandRefusal(row: AnyOperation, input: unknown, places: readonly string[]): Promise<void> {
  const before = await kept(product)
  for (const user of USERS) {
    const { outcome, code, message } = await perform(product, 'acme', user, row.name, input)
    expect(outcome).toBe('refused')
    if (code === 'not permitted' || code === 'not in this generation') continue
    expect([row.name, code]).toEqual([row.name, 'ill-formed'])
    expect(message).toContain(row.name)
    expect(
      places.some((place) => message.includes(place)),
      `${message} names ${places}`,
    ).toBe(true)
  }
  expect([calls, await kept(product)]).toEqual([0, before])
}

const HOSTILE: readonly unknown[] = [
  null,
  [],
  {},
  7.5,
  Number.NaN,
  '',
  'x'.repeat(100_000),
  ['x'.repeat(100_000)],
  { toString: 1 },
  JSON.parse('{"__proto__": {"role": "vendor"}}'),
  '<script>alert(1)</script>\u001b[2J',
]

describe.each(['cas', 'cecp'] as const)('in the %s generation', (profile) => {
  beforeEach(async () => {
    product = await begun(profile)
  })

  describe.each(OPERATIONS.map((row) => [row.name, row] as const))('%s', (_name, row) => {
    test('takes what its own schema describes', () => expect(isTaken(row, fieldsOf(row))).toBe(true))

    test.each([[null], [7], ['text'], [true], [[]], [[{}]]])(
      'refuses an input that is not an object: %j',
      async (input) => demandRefusal(row, input, ['expected an object']),
    )

    test('refuses a property that it does not have', async () =>
      demandRefusal(row, { ...fieldsOf(row), unexpected: 1 }, ['unexpected']))

    test('refuses to be without what it needs', async () => {
      for (const name of Object.keys(fieldsOf(row))) {
        const { [name]: _, ...rest } = fieldsOf(row)
        if (!isTaken(row, rest)) await demandRefusal(row, rest, [name])
      }
    })

    test('refuses hostile values, and text without end, property by property', async () => {
      for (const name of Object.keys(fieldsOf(row)))
        for (const value of HOSTILE) {
          const input = { ...fieldsOf(row), [name]: value }
          if (typeof value === 'string' && value.length > 10_000 && !LONG.has(`${row.name} ${name}`))
            expect([row.name, name, isTaken(row, input)]).toEqual([row.name, name, false])
          if (!isTaken(row, input)) await demandRefusal(row, input, [name])
        }
    })

    test('refuses whatever is drawn in place of a property', async () => {
      const names = Object.keys(fieldsOf(row))
      if (names.length === 0) return
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...names), fc.anything(), async (name, value) => {
          const input = { ...fieldsOf(row), [name]: value }
          if (!isTaken(row, input)) await demandRefusal(row, input, [name])
        }),
        { numRuns: 20 },
      )
    })
  })
})

/** Graph sends many notifications in one request. What it accepts is bounded where it is read. */
const LONG: ReadonlySet<string> = new Set(['takeNotification body'])

test('no two operations have one name, and each says in one sentence what it does', () => {
  expect(new Set(OPERATIONS.map(({ name }) => name)).size).toBe(OPERATIONS.length)
  for (const { does } of OPERATIONS) expect(does).toMatch(/^[A-Z].*\.$/s)
})

test('whoever may not run an operation changes nothing, whatever the input', async () => {
  product = await begun('cecp')
  const before = await kept(product)
  const [, limited] = USERS
  if (!limited) throw new Error('nobody has a limited role')
  for (const row of OPERATIONS.filter(({ who }) => who !== 'anyone')) {
    const answer = await perform(product, 'acme', limited, row.name, fieldsOf(row))
    expect([row.name, answer.outcome]).toEqual([row.name, 'refused'])
    expect(answer.code).toMatch(/^not (permitted|in this generation)$/)
  }
  expect([calls, await kept(product)]).toEqual([0, before])
})

test('a product without a scanner says that nothing is scanned', async () => {
  const user = USERS[0] as ConsoleUser
  expect(await perform(await begun('cecp'), 'acme', user, 'listQuarantine', {})).toMatchObject({
    outcome: 'refused',
    code: 'nothing scanned',
  })
})
