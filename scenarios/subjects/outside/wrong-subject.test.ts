/** Systems under test that are wrong are found by what their tenants show, whatever they say. */
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { play } from '../../harness/play.ts'
import { FOUR_STAGES, type Script } from '../../harness/script.ts'
import { embeddedOrigin } from '../../harness/world.ts'
import { playableOn } from '../playable.ts'
import { casCoreCommand, opened } from '../testing/ground.ts'
import { started } from './process.ts'

const CLOCK = { now: Date.now, sleep: (ms: number) => setTimeout(ms) }
const GROUND = { clock: CLOCK, env: process.env, nowMs: Date.now() }

const SCRIPT: Script = {
  v: 1,
  name: 'wrong',
  seed: 'wrong',
  world: 'plain',
  site: 'EU',
  directions: 'both',
  policies: 'all',
  steps: FOUR_STAGES,
}

/** Answers for an operation in place of the subject, or nothing. */
type Instead = (operation: string) => object | undefined

const casCore = started(casCoreCommand(), process.env)
let server: Server
let instead: Instead = () => undefined

async function textOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const part of request.setEncoding('utf8')) text += part
  return text
}

beforeAll(async () => {
  const behind = await casCore.origin()
  server = createServer(async (request, response) => {
    const { method = 'GET', url = '/' } = request
    const body = await textOf(request)
    const own = instead(/^\/operations\/(\w+)/.exec(url)?.[1] ?? '')
    if (own) {
      response.end(JSON.stringify(own))
      return
    }
    const headers = { 'Content-Type': 'application/json' }
    const told = await fetch(new URL(url, behind), { method, headers, ...(body ? { body } : {}) })
    response.writeHead(told.status, headers).end(await told.text())
  })
  await new Promise<void>((listens) => server.listen(0, '127.0.0.1', listens))
})
afterAll(async () => {
  server.close()
  server.closeAllConnections()
  await casCore.close()
})

async function brokenWith(wrong: Instead): Promise<readonly string[]> {
  instead = wrong
  const { port } = server.address() as AddressInfo
  const { subject, close } = await opened(`http://127.0.0.1:${port}`, GROUND)
  try {
    const origin = embeddedOrigin(SCRIPT.world)
    const playable = playableOn({ ...subject.told, isOwn: subject.isOwn }, SCRIPT, origin)
    if ('hindrances' in playable) throw new Error(playable.hindrances.join('; '))
    const { findings } = await play(playable.script, origin, { host: subject })
    return [...new Set(findings.map(({ invariant }) => invariant))]
  } finally {
    await close()
  }
}

const saying = (code: string) => ({
  outcome: 'done',
  code,
  message: '',
  data: { done: [], left: [], activities: [], obstacles: [] },
})

test.each<[string, string, string, readonly string[]]>([
  ['nothing', 'no operation', '', []],
  ['access revoked that is not', 'removeServiceAccount', 'revoked', ['documented residue']],
  ['a tenant cleaned up that is not', 'cleanUp', 'cleaned up', ['no orphans', 'allow lists equal']],
  ['policies that it does not follow', 'addPolicy', 'policy changed', ['targets followed']],
])('one that claims %s', async (_, operation, code, invariants) => {
  const broken = await brokenWith((asked) => (asked === operation ? saying(code) : undefined))
  expect(broken).toEqual(invariants.length === 0 ? [] : expect.arrayContaining([...invariants]))
})
