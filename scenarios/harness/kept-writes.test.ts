import { expect, test } from 'vitest'
import { rememberedStore } from './kept-writes.ts'

const [ONE, TWO, THREE] = [1, 2, 3].map((epoch) => ({ type: 'goal', at: 0, epoch }))

test('a copy holds what was written until then, and goes its own way', async () => {
  if (!ONE || !TWO || !THREE) throw new Error('three records are needed')
  const { store, copy } = rememberedStore()
  const { journal, directory, quarantine, scanning, detections } = store.of('a')
  const lease = await journal.lease('x', 1000, 0)
  await journal.append([ONE], { version: 0, fence: lease.fence })
  await directory.apply({
    users: [{ id: 'u', userPrincipalName: 'u@a.example', displayName: 'U', isLicensed: true }],
  })
  await store.claimTenant('t', 'somebody')
  await detections.count('Quarantine', 0)
  const early = copy()
  await journal.append([TWO], { version: 1, fence: lease.fence })
  await directory.clear()
  await store.releaseTenant('t', 'somebody')
  await quarantine.clear()
  await scanning.clear()

  const other = await early()
  expect(await other.of('a').journal.read(0)).toEqual({
    records: [ONE],
    version: 1,
  })
  expect(await other.of('a').directory.counts()).toMatchObject({ users: 1 })
  expect(await other.of('a').detections.counts(0, 3_600_000)).toEqual({ Quarantine: 1 })
  expect(await other.claimTenant('t', 'another')).toBe('somebody')
  const late = await copy()()
  expect((await late.of('a').journal.read(0)).version).toBe(2)
  expect(await late.of('a').directory.counts()).toMatchObject({ users: 0 })
  expect(await late.claimTenant('t', 'another')).toBe('another')
  const renewed = await other.of('a').journal.lease('y', 1000, 0)
  await other.of('a').journal.append([THREE], { version: 1, fence: renewed.fence })
  expect((await journal.read(0)).version).toBe(2)
})
