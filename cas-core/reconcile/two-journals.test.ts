/** Two journals on one tenant at the same moment: the second is told, and takes nothing that the first has made. */
import { expect, test } from 'vitest'
import { memoryJournal } from '../store/memory-journal.ts'
import { reachOn } from '../testing/run.ts'
import { type TestTenant, testTenant } from '../testing/tenant.ts'

const TARGETS = { domains: ['contoso.com'], users: ['u1'] }
const NOUNS = ['InboundConnector', 'OutboundConnector', 'TransportRule']

const standing = ({ objects }: TestTenant) =>
  NOUNS.flatMap((noun) => [...(objects[noun]?.values() ?? [])].map(({ Guid, Name }) => `${Guid} ${Name}`))

test('what another journal makes between our look and our call is not ours', async () => {
  const first = testTenant()
  let isFirstDone = false
  const { invoke } = first.session.exchange
  const exchange: typeof first.session.exchange = {
    ...first.session.exchange,
    async invoke(cmdlet, parameters) {
      if (cmdlet.startsWith('New-') && !isFirstDone) {
        isFirstDone = true
        expect(await reachOn(first, 'granted', TARGETS)).toMatchObject({ obstacles: [], left: [] })
      }
      return invoke(cmdlet, parameters)
    },
  }
  const second = { ...first, session: { ...first.session, exchange }, journal: memoryJournal() }
  const { obstacles } = await reachOn(second, 'granted', TARGETS)
  const before = standing(first)
  expect(before).toHaveLength(10)
  expect(new Set(obstacles.map(({ code }) => code))).toEqual(new Set(['name taken']))
  expect(obstacles).toHaveLength(10)
  await reachOn(second, 'clean', TARGETS)
  expect(standing(first)).toEqual(before)
})

test('what stands when a journal begins is taken over by its marks, since a journal can be lost', async () => {
  const tenant = testTenant()
  await reachOn(tenant, 'granted', TARGETS)
  const anew = { ...tenant, journal: memoryJournal() }
  expect(await reachOn(anew, 'granted', TARGETS)).toMatchObject({ obstacles: [], done: [] })
  expect(await reachOn(anew, 'clean', TARGETS)).toMatchObject({ obstacles: [] })
  expect(standing(tenant)).toEqual([])
})
