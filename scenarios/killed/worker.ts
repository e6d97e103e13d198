/**
 * A process that grants and revokes access in turn over sockets, and that may be killed at any moment. Each line of its
 * output left it before what follows began:
 * `begin`, `call` (a request leaves), `append` (records go to the store), `told <version> <records>` (they are kept),
 * `slept <ms>` (nobody waits: its clock moves on), `log <sentence>`, `stage <name>`, `ended <name> <result>`. After each stage it waits for a line on its input.
 */
import { writeSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { inlineService, type Journal, network, sqliteStore } from '#cas-core'
import { type Orders, stageAfter } from './orders.ts'

const say = (line: string): unknown => writeSync(1, `${line}\n`)

function telling(journal: Journal): Journal {
  return {
    ...journal,
    async append(records, at) {
      say('append')
      const version = await journal.append(records, at)
      say(`told ${version} ${JSON.stringify(records)}`)
      return version
    },
  }
}

async function work({
  store,
  account,
  settings,
  administrator,
  ca,
  port,
  aheadMs,
  first,
}: Orders): Promise<void> {
  say('begin')
  let slept = aheadMs
  const kept = sqliteStore(store).of(account)
  const wire = network({ ca, connectTo: { host: '127.0.0.1', port } })
  const fetch: typeof globalThis.fetch = (...request) => {
    say('call')
    return wire.fetch(...request)
  }
  const log = (_: object, sentence: string) => say(`log ${sentence.replaceAll(/\s+/g, ' ')}`)
  const service = inlineService(
    {
      ...kept,
      journal: telling(kept.journal),
      fetch,
      clock: {
        now: () => Date.now() + slept,
        sleep: async (ms) => {
          slept += ms
          say(`slept ${ms}`)
        },
      },
      ids: { uuid: () => crypto.randomUUID() },
      log: { info: log, warn: log },
      worker: `process ${process.pid}`,
    },
    settings,
  )
  const nods = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
  for (let name = first; ; name = stageAfter(name)) {
    say(`stage ${name}`)
    const { outcome, message } = await (name === 'cleanUp' ? service.cleanUp(administrator) : service[name]())
    say(`ended ${name} ${outcome}: ${message}`)
    if ((await nods.next()).done) break
  }
}

await work(JSON.parse(process.argv[2] ?? ''))
