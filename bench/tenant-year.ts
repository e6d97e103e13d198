/**
 * (k) A tenant's year in virtual time: 365 synchronizations and 8,760 token refreshes, somebody joins every week, and every
 * month somebody takes an address out of the allow list. In process, through MSAL and the Graph client, on one core.
 */
import type { RanWork } from '#cas-core'
import {
  administrator,
  embeddedOrigin,
  FOUR_STAGES,
  meddle,
  type PlayOptions,
  play,
  type Script,
} from '#scenarios'
import { type Bench, processorTime, type Row } from './measurement.ts'

const DAY_MS = 24 * 3_600_000

export const tenantYear: Bench = {
  name: 'tenant-year',
  async run() {
    const { seconds, calls, tokens, ran, records } = await year()
    const synchronizations = ran.filter(({ what }) => what === 'synchronize').length
    const refreshes = ran.filter(({ what }) => what === 'refresh token').length
    if (synchronizations !== 365 || refreshes < 8_750)
      throw new Error(
        `a year has 365 synchronizations and 8,760 refreshes, not ${synchronizations} and ${refreshes}`,
      )
    return [
      row('a tenant-year: processor time of one core', seconds, 's', 10),
      row('  calls to Microsoft 365', calls, 'calls'),
      row('  access tokens, each of them signed', tokens, 'tokens'),
      row('  entries of its journal', records, 'entries'),
    ]
  },
}

const row = (measurement: string, value: number, unit: string, bound?: number): Row => ({
  measurement,
  value,
  unit,
  ...(bound === undefined ? {} : { goal: { at: 'most', bound } }),
})

const SCRIPT: Script = {
  v: 1,
  name: 'bench',
  seed: 'tenant-year',
  world: 'plain',
  site: 'EU',
  directions: 'both',
  policies: 'mixed',
  steps: FOUR_STAGES.slice(0, 4),
}

const SILENT: PlayOptions = { invariants: [] }

async function year() {
  const { world } = await play(SCRIPT, embeddedOrigin('plain'), SILENT)
  const person = administrator(world.fetch, world.origin.facts, 'admin')
  const ran: RanWork[] = []
  const callsBefore = world.cloud.calls.length
  const before = processorTime()
  for (let day = 1; day <= 365; day++) {
    if (day % 7 === 0) await joins(person, `Joiner ${day}`)
    if (day % 30 === 0) {
      await meddle(person, 'take out address', '20.4.48.48/28')
      // a process of the harness is ended after more calls than a script needs, and a month has some thousands
      await world.subject.restart()
    }
    ran.push(...(await world.service.runDue(world.clock.now() + DAY_MS)))
  }
  const seconds = (processorTime() - before) / 1e6
  const { version: records } = await world.journal.read(0)
  const calls = world.cloud.calls.slice(callsBefore)
  return {
    seconds,
    calls: calls.length,
    tokens: calls.filter(({ operation }) => operation === 'POST /oauth2/v2.0/token').length,
    ran,
    records,
  }
}

async function joins(person: ReturnType<typeof administrator>, name: string): Promise<void> {
  await meddle(person, 'add user', name)
  await meddle(person, 'join group', `${name} in Research`)
}
