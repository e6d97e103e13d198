/** The product's process in a run: what it waits for, and how it is ended where it would go on for ever. */
import { expect, test } from 'vitest'
import { virtualClock } from '#mock-m365'
import { processOver } from './harness/process.ts'

const answering = async () => new Response('')

test('a sleep takes time for the caller who awaits it, and for nobody else', async () => {
  const clock = virtualClock(0)
  const process = processOver({ fetch: answering, clock }, () => 0)
  const forgotten = process.clock.sleep(1_000)
  await Promise.resolve()
  expect(clock.now()).toBe(0)
  await forgotten
  await forgotten
  expect(clock.now()).toBe(1_000)
  await process.clock.sleep(500).finally(() => undefined)
  expect(process.clock.now()).toBe(1_500)
})

test('a process that calls and waits without an end is ended, and nothing in it goes on', async () => {
  const clock = virtualClock(0)
  const process = processOver({ fetch: answering, clock }, () => 0, 3)
  let rounds = 0
  const work = async () => {
    for (;;) {
      await process.fetch('https://graph.microsoft.com/')
      await process.clock.sleep(1)
      rounds++
    }
  }
  expect(await Promise.race([work(), process.ended])).toBe('endless')
  expect(rounds).toBe(1)
})

test('a process that a call ends hears no answer any more, although calls were on their way together', async () => {
  let crashes = 0
  const fetch = async (url: unknown) => {
    await Promise.resolve()
    if (!String(url).endsWith('crash')) return new Response('')
    crashes++
    throw new TypeError('fetch failed')
  }
  const process = processOver({ fetch, clock: virtualClock(0) }, () => crashes)
  const heard: string[] = []
  const hear = (name: string) =>
    process.fetch(`https://graph.microsoft.com/${name}`).finally(() => heard.push(name))
  const work = Promise.all(['a', 'crash', 'b'].map(hear))
  expect(await Promise.race([work, process.ended])).toBe('crashed')
  expect(heard).toEqual(['a'])
})
