/**
 * A process that grants and revokes access in turn over sockets, and that may be killed at any moment. Its first line of
 * input are its orders. Each line of its output left it before what follows began:
 * `call` (a request leaves), `answered`, `append` (records go to the journal), `told <version> <records>` (they are kept),
 * `apply` (changes go to the directory), `applied`, `slept <ms>` (nobody waits: its clock moves on), `log <sentence>`,
 * `stage <name>`, `ended <name> <result>`. After each stage it waits for a line on its input.
 */
import { writeSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { network, sqliteStore } from '#cas-core'
import { DAY_MS, type Orders, POINTS, stageAfter } from './orders.ts'
import { stagesOf } from './stages.ts'

/** Says lines, and ends or stops the process as `kill` does where its point has come. */
function speaker({ ends }: Orders): (line: string) => void {
  let points = 0
  return (line) => {
    writeSync(1, `${line}\n`)
    if (POINTS.has(line.split(' ', 1)[0] ?? '') && ++points === ends?.point)
      process.kill(process.pid, ends.by)
  }
}

function telling(
  { journal, directory, ...kept }: ReturnType<ReturnType<typeof sqliteStore>['of']>,
  say: (line: string) => void,
) {
  return {
    ...kept,
    journal: {
      ...journal,
      async append(...[records, at]: Parameters<typeof journal.append>) {
        say('append')
        const version = await journal.append(records, at)
        say(`told ${version} ${JSON.stringify(records)}`)
        return version
      },
    },
    directory: {
      ...directory,
      async apply(changes: Parameters<typeof directory.apply>[0]) {
        say('apply')
        await directory.apply(changes)
        say('applied')
      },
    },
  }
}

async function work(orders: Orders, nods: AsyncIterator<string>): Promise<void> {
  const { mode, settings, administrator, ca, port } = orders
  const say = speaker(orders)
  let slept = orders.aheadMs
  const sleep = async (ms: number) => {
    slept += ms
    say(`slept ${ms}`)
  }
  const wire = network({ ca, connectTo: { host: '127.0.0.1', port } })
  const fetch: typeof globalThis.fetch = async (...request) => {
    say('call')
    const response = await wire.fetch(...request)
    say('answered')
    return response
  }
  const log = (_: object, sentence: string) => say(`log ${sentence.replaceAll(/\s+/g, ' ')}`)
  const ports = {
    ...telling(sqliteStore(orders.store).of(orders.account), say),
    fetch,
    clock: { now: () => Date.now() + slept, sleep },
    ids: { uuid: () => crypto.randomUUID() },
    log: { info: log, warn: log },
    worker: `process ${process.pid}`,
  }
  const stages = stagesOf(mode, ports, settings)
  for (let name = orders.first; ; name = stageAfter(name)) {
    say(`stage ${name}`)
    const { outcome, message } = await stages.run(name, administrator)
    say(`ended ${name} ${outcome}: ${message}`)
    if ((await nods.next()).done) break
    await sleep(DAY_MS)
  }
}

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
const { value } = await lines.next()
if (value !== undefined) await work(JSON.parse(value), lines)
