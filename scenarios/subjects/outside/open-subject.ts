/** A system under test in another process, or at an address: it is given tenants that are served, and spoken to by the protocol. */
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type FaultPlan, type VirtualClock, virtualClock } from '#mock-m365'
import type { Home } from '#mock-m365/serve'
import { heardBy } from '../../harness/console/endpoint.ts'
import { ENDPOINTS, VENDOR_KEY } from '../../harness/console/product.ts'
import type { Script } from '../../harness/script.ts'
import { isCrash, type StepFaults, stepFaults } from '../../harness/step-faults.ts'
import { beginningOf, EPOCH_MS, type Origin, surroundingsOf, type World } from '../../harness/world.ts'
import type { SubjectHost } from '../host.ts'
import { PROTOCOL_VERSION, type SubjectSettings, type Told } from '../protocol/schemas.ts'
import type { Subject } from '../subject.ts'
import { clientOf, type Heard, heard, type SubjectClient } from './client.ts'
import { type MailSink, openMailSink } from './mail-sink.ts'
import { addressed, type SubjectPlace, started } from './process.ts'
import { type ServedMock, serveMock } from './served-mock.ts'

/** What of the real world a subject outside needs. */
export interface Ground {
  /** The certificate authority of the served mock. */
  readonly home: Pick<Home, 'authority' | 'caFile'>
  /** A folder for what the subject keeps. */
  readonly folder: string
  /** Of its processes. */
  readonly env: NodeJS.ProcessEnv
  /** The machine's time, for a subject that lives by it. */
  readonly clock: Pick<VirtualClock, 'now' | 'sleep'>
  /** How long a process that was told to stop may take to close what is open; half a minute where absent. */
  readonly endingMs?: number
}

export interface OpenSubject extends SubjectHost {
  readonly told: Told
  /** Whether its process can be killed and started again. */
  readonly isOwn: boolean
  /** A request as it is, for what the protocol’s own client would not send. */
  ask(method: string, path: string, body?: unknown): Promise<Heard>
  /** Whether its process has ended by itself, or does within seconds. */
  hasEnded(): Promise<boolean>
}

/**
 * Starts a subject. @param named a command, as a shell reads it, or the address at which one listens
 * @throws Error where it does not listen, or speaks another version of the protocol
 */
export async function openSubject(named: string, ground: Ground): Promise<OpenSubject> {
  const place = /^https?:\/\/\S+$/.test(named) ? addressed(named) : started(named, ground.env)
  const client = clientOf(() => place.origin())
  try {
    const told = await client.tell()
    const [mock, sink] = await Promise.all([serveMock(ground.home), openMailSink()])
    return new Outside({ ground, place, client, told, mock, sink })
  } catch (error) {
    await place.close()
    throw error
  }
}

const ENDING_MS = 30_000
const ENDING_TRIES = 300

interface Parts {
  readonly ground: Ground
  readonly place: SubjectPlace
  readonly client: SubjectClient
  readonly told: Told
  readonly mock: ServedMock
  readonly sink: MailSink
}

class Outside implements OpenSubject {
  readonly told: Told
  readonly isOwn: boolean
  readonly #parts: Parts
  #runs = 0
  #folder: string | undefined

  constructor(parts: Parts) {
    this.#parts = parts
    this.told = parts.told
    this.isOwn = parts.place.isOwn
  }

  async worldOf(script: Script, origin: Origin): Promise<World> {
    const { ground, place, mock, sink, told } = this.#parts
    const before = this.#folder
    const folder = join(ground.folder, `run-${++this.#runs}`)
    mkdirSync(folder, { recursive: true })
    this.#folder = folder
    const clock = told.time === 'virtual' ? virtualClock(EPOCH_MS) : realTime(ground.clock)
    const faults = stepFaults()
    const run = new Run(this.#parts, settingsOf(this.#parts, folder, script, origin))
    const surroundings = surroundingsOf(script, origin, {
      clock,
      faults,
      plan: run.endingWith(faults),
      notify: (callout) => heardBy(run.subject, callout),
    })
    mock.show({
      cloud: surroundings.cloud,
      clock,
      site: script.site,
      startMs: clock.now(),
      isOver: () => run.isOver,
    })
    // one that has ended in the run before is not waited for
    if (await isSettled(place.ended)) await place.next()
    await run.begin()
    sink.taken()
    if (before !== undefined) rmSync(before, { recursive: true, force: true })
    return { ...surroundings, ...beginningOf(script, origin), subject: run.subject }
  }

  async ask(method: string, path: string, body?: unknown): Promise<Heard> {
    return heard(await this.#parts.place.origin(), method, path, body)
  }

  async hasEnded(): Promise<boolean> {
    const { place, ground } = this.#parts
    const { clock, endingMs = ENDING_MS } = ground
    for (let tries = 0; tries < ENDING_TRIES; tries++) {
      if (await isSettled(place.ended)) return true
      await clock.sleep(endingMs / ENDING_TRIES)
    }
    return false
  }

  async close(): Promise<void> {
    const { place, mock, sink } = this.#parts
    await place.close()
    await Promise.all([mock.close(), sink.close()])
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true })
  }
}

/** One run of a subject: its process may end in it, and another one takes its place. */
class Run {
  readonly subject: Subject
  /** Whether the process has ended by a crash, and no other has begun. */
  isOver = false
  readonly #parts: Parts
  readonly #settings: SubjectSettings
  #crash = Promise.withResolvers<'crashed'>()
  /** E-mail that the process has told which works now. */
  #told = 0

  constructor(parts: Parts, settings: SubjectSettings) {
    this.#parts = parts
    this.#settings = settings
    const crashed = () => this.#crash.promise
    this.subject = {
      perform: (caller, operation, input) =>
        this.#whileItLives(parts.client.perform(caller, operation, input), operation),
      get crashed() {
        return crashed()
      },
      restart: () => this.#restart(),
      mails: () => this.#mails(),
    }
  }

  begin(): Promise<void> {
    return this.#parts.client.configure(this.#settings)
  }

  /** The faults of a script, where a crash kills the process at its call. */
  endingWith(scripted: StepFaults): FaultPlan {
    const { faults } = this.#parts.mock
    return {
      get fired() {
        return scripted.fired
      },
      hit: (call, arrival) => {
        const struck = scripted.hit(call, arrival) ?? faults.hit(call, arrival)
        if (!struck || !isCrash(struck.name)) return struck
        return {
          name: struck.name,
          play: (given) => {
            const answer = struck.play(given)
            this.#end()
            return answer
          },
        }
      },
    }
  }

  #end(): void {
    this.isOver = true
    this.#parts.place.kill()
    this.#crash.resolve('crashed')
  }

  async #restart(): Promise<void> {
    this.isOver = true
    await this.#parts.place.next()
    this.#crash = Promise.withResolvers()
    this.#told = 0
    this.isOver = false
    await this.begin()
  }

  async #mails() {
    const { told, sink, client } = this.#parts
    if (told.mail === 'smtp') return sink.taken()
    if (told.mail === 'none') return []
    const mails = await client.mails()
    const fresh = mails.slice(this.#told)
    this.#told = mails.length
    return fresh
  }

  /** A process that was killed answers nothing; one that has ended by itself is told as what it is. */
  async #whileItLives<Answer>(asked: Promise<Answer>, what: string): Promise<Answer> {
    try {
      return await asked
    } catch (error) {
      if (this.isOver) return new Promise(() => undefined)
      const { place } = this.#parts
      if (!(await isSettled(place.ended))) throw error
      throw new Error(`the subject has ended in "${what}": ${await place.ended}`, { cause: error })
    }
  }
}

const NOT_YET = Symbol('not yet')

const isSettled = async (promise: Promise<unknown>): Promise<boolean> =>
  (await Promise.race([promise, NOT_YET])) !== NOT_YET

function settingsOf(
  { mock, sink }: Parts,
  folder: string,
  { generation = 'cecp', site }: Script,
  { facts }: Origin,
): SubjectSettings {
  const { origin, proxy, caFile } = mock
  const control = `${origin}/_casproof`
  return {
    protocol: PROTOCOL_VERSION,
    store: join(folder, 'store'),
    generation,
    site,
    vendorKey: VENDOR_KEY,
    applications: [...facts.applications],
    microsoft: { origin, proxy, caFile },
    notifications: ENDPOINTS,
    clock: { url: `${control}/clock` },
    publicDns: { url: `${control}/tenants/${facts.tenantId}` },
    smtp: { host: sink.host, port: sink.port, from: 'product@vendor.example' },
  }
}

/** @param clock of the machine */
const realTime = ({ now, sleep }: Ground['clock']): VirtualClock => ({
  now,
  sleep,
  advance: () => {
    throw new RangeError('this subject lives by the time of the machine, which nobody sets forward')
  },
})
