/** The checks of the kit, in the order in which somebody who writes an adapter meets them. */
import { readJson } from '#input'
import { policiesOf } from '../../harness/policy-choices.ts'
import { FOUR_STAGES, type Script } from '../../harness/script.ts'
import { embeddedOrigin, type World } from '../../harness/world.ts'
import { operationsIn } from '../playable.ts'
import { PROTOCOL_VERSION, REFUSAL } from '../protocol/schemas.ts'
import { ROUTES } from '../protocol/table.ts'
import { consoleScriptOf } from '../translation/console-script.ts'
import { asked, type Bench, type Check, callerAs, check, unlike } from './check.ts'
import { triedOperations, views } from './operations.ts'

const hasTheStages = check({
  name: 'has the four stages',
  statement: 'it has the operations by which access is granted, synchronized, revoked and cleaned up',
  run: async ({ subject }) => {
    const has = new Set(subject.told.operations)
    return STAGE_OPERATIONS.filter((name) => !has.has(name)).map((name) => `it has no operation "${name}"`)
  },
})

const FOUR: Script = {
  v: 1,
  name: 'kit',
  seed: 'kit',
  world: 'plain',
  site: 'EU',
  directions: 'both',
  policies: 'mixed',
  steps: FOUR_STAGES,
}

const STAGE_OPERATIONS: readonly string[] = (() => {
  const { cloud, facts } = embeddedOrigin(FOUR.world)
  const tenant = cloud.tenantNamed(facts.tenantId)
  return operationsIn(consoleScriptOf(FOUR, (choice) => policiesOf(choice, tenant)).script)
})()

const refusesSettings = check({
  name: 'refuses ill-formed settings',
  statement: 'settings that are not as the protocol has them are refused with 400, and the place is named',
  async run({ subject }) {
    const { status, text } = await subject.ask('POST', ROUTES.configure.path, { protocol: PROTOCOL_VERSION })
    return refusedWith({ status, text }, 400, 'settings without a store', 'store')
  },
})

const refusesUnknown = check({
  name: 'refuses unknown operations',
  statement: 'an operation that it does not have is answered with 404 and a message',
  async run(bench) {
    await bench.world()
    const path = '/operations/noSuchOperation'
    const body = { ...callerAs('vendor'), input: {} }
    return refusedWith(await bench.subject.ask('POST', path, body), 404, path, 'noSuchOperation')
  },
})

const refusesRequests = check({
  name: 'refuses ill-formed requests',
  statement: 'a request that names nobody is refused with 400, and one that is not JSON, too',
  async run(bench) {
    await bench.world()
    const [name = ''] = bench.subject.told.operations
    const path = `/operations/${name}`
    return [
      ...refusedWith(await bench.subject.ask('POST', path, { input: {} }), 400, 'a request of nobody'),
      ...refusedWith(await bench.subject.ask('POST', path, '{"input"'), 400, 'half a request'),
    ]
  },
})

const refusesInput = check({
  name: 'refuses ill-formed input',
  statement:
    'input that an operation does not take is answered "ill-formed", the place is named, and nothing changes',
  async run(bench) {
    const world = await licensed(bench)
    const operations = await triedOperations(bench.subject.told.operations)
    const before = await shown(world, views(operations))
    const found: string[] = []
    for (const { name, illFormed } of operations)
      for (const { input, place } of illFormed) {
        const answer = await asked(world, name, input)
        const when = `${name} with ${JSON.stringify(input)}`
        found.push(...unlike(answer, { outcome: 'refused', code: 'ill-formed' }, when))
        if (answer.code === 'ill-formed' && !answer.message.includes(place))
          found.push(`${when}: "${answer.message}" does not name ${place}`)
      }
    const after = await shown(world, views(operations))
    const changed = Object.keys(before).filter((name) => before[name] !== after[name])
    return [
      ...found,
      ...changed.map(
        (name) => `after ill-formed input ${name} shows ${after[name]}, and before ${before[name]}`,
      ),
    ]
  },
})

const knowsWhoMay = check({
  name: 'knows who may',
  statement: 'what is for administrators, or for the vendor, is refused to others: "not permitted"',
  async run(bench) {
    const world = await licensed(bench)
    const found: string[] = []
    for (const { name, who, sample } of await triedOperations(bench.subject.told.operations)) {
      const others = who === 'anyone' ? [] : who === 'vendor' ? OTHERS : (['limited'] as const)
      for (const other of others)
        found.push(
          ...unlike(
            await asked(world, name, sample, callerAs(other)),
            { outcome: 'refused', code: 'not permitted' },
            `${name} as ${other}`,
          ),
        )
    }
    return found
  },
})

const OTHERS = ['administrator', 'limited'] as const

const keepsState = check({
  name: 'keeps state',
  statement:
    'what was answered as done is there after the process was killed, and gone in a store of another run',
  async run(bench) {
    if (!bench.subject.isOwn) return { notTried: 'it was not started here, and cannot be killed' }
    const world = await licensed(bench)
    const operations = await triedOperations(bench.subject.told.operations)
    const names = views(operations)
    if (names.length === 0) return { notTried: 'it has no operation that shows something' }
    const before = await shown(world, names)
    await world.subject.restart()
    const after = await shown(world, names)
    const other = await shown(await bench.world(), names)
    return [
      ...names
        .filter((name) => before[name] !== after[name])
        .map((name) => `after it was killed ${name} shows ${after[name]}, and before ${before[name]}`),
      ...(names.every((name) => other[name] === before[name])
        ? ['in another store it shows what was done in the one before']
        : []),
    ]
  },
})

const HOUR_MS = 3_600_000

const livesInItsTime = check({
  name: 'lives in its time',
  statement: 'a licence that has ended in the time that it lives by begins no grant, and one that lasts does',
  async run(bench) {
    const world = await bench.world()
    const { clock } = world
    const isVirtual = bench.subject.told.time === 'virtual'
    const inline = { service: 'Exchange Online (Inline Mode)' }
    const begun = async (customer: string, endsMs: number) => {
      const expiresAt = new Date(endsMs).toISOString()
      await asked(world, 'setLicence', { site: 'EU', expiresAt }, callerAs('vendor', customer))
      if (isVirtual) await clock.sleep(HOUR_MS)
      return asked(world, 'beginGrant', inline, callerAs('administrator', customer))
    }
    const missing = ['setLicence', 'beginGrant'].filter(
      (name) => !bench.subject.told.operations.includes(name),
    )
    if (missing.length > 0) return { notTried: `it has no operation "${missing.join('" and "')}"` }
    const ended = await begun('ended', clock.now() + (isVirtual ? HOUR_MS / 2 : -HOUR_MS))
    const lasting = await begun('lasting', clock.now() + 2 * HOUR_MS)
    return [
      ...unlike(ended, { outcome: 'refused', code: 'licence expired' }, 'beginGrant after the licence'),
      ...unlike(lasting, { outcome: 'done' }, 'beginGrant within the licence'),
    ]
  },
})

const stops = check({
  name: 'stops',
  statement: 'POST /stop is answered, and the process ends',
  async run({ subject }) {
    if (!subject.isOwn) return { notTried: 'it was not started here, and goes on' }
    const { status } = await subject.ask('POST', ROUTES.stop.path, {})
    if (status !== 200) return [`POST /stop has the status ${status}`]
    return (await subject.hasEnded()) ? [] : ['it goes on after POST /stop was answered']
  },
})

/** The last one ends the process. */
export const CHECKS: readonly Check[] = [
  hasTheStages,
  refusesSettings,
  refusesUnknown,
  refusesRequests,
  refusesInput,
  knowsWhoMay,
  keepsState,
  livesInItsTime,
  stops,
]

/** A customer who has a licence. */
async function licensed(bench: Bench): Promise<World> {
  const world = await bench.world()
  if (bench.subject.told.operations.includes('setLicence')) await asked(world, 'setLicence', { site: 'EU' })
  return world
}

/** What each operation shows, as text. */
async function shown(world: World, names: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const all: Record<string, string> = {}
  for (const name of names) {
    const { outcome, code, data } = await asked(world, name, {})
    all[name] = JSON.stringify([outcome, code, data])
  }
  return all
}

function refusedWith(
  { status, text }: { readonly status: number; readonly text: string },
  wanted: number,
  what: string,
  place = '',
): readonly string[] {
  if (status !== wanted) return [`${what}: answered with the status ${status}, not ${wanted}`]
  const source = { name: `the answer to ${what}`, mend: 'casproof schema protocol says what belongs there' }
  const { message } = readJson(REFUSAL, text, source).error
  return message.includes(place) ? [] : [`${what}: "${message}" does not name ${place}`]
}
