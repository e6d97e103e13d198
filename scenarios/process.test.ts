/** The product's process in a run: what it waits for, and how it is ended where it would go on for ever. */
import { expect, test } from 'vitest'
import { virtualClock } from '#mock-m365'
import { processOver } from './harness/process.ts'

const answering = async () => new Response('')

test('a sleep takes time for the caller who awaits it, and for nobody else', async () => {
  const clock = virtualClock(0)
  const process = processOver({ fetch: answering, clock }, () => undefined)
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
  const process = processOver({ fetch: answering, clock }, () => undefined, 3)
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
