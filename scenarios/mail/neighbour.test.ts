/** Two customers of one site: mail between them is scanned once on each side, and comes home. */
import { describe, expect, test } from 'vitest'
import { compileMail, deliverMail, type MailState } from '#mock-m365'
import { claimedBySender } from '../defects/claimed-by-sender.ts'
import { play } from '../harness/play.ts'
import { GRANT, type Script } from '../harness/script.ts'
import { embeddedOrigin, type Warp } from '../harness/world.ts'
import { NEIGHBOUR } from './neighbour.ts'
import { outsideOf } from './outside.ts'
import { sendMail } from './send.ts'

const script = (world: string): Script => ({
  v: 1,
  name: 'two customers',
  seed: 'two customers',
  world,
  site: 'EU',
  directions: 'both',
  policies: 'all',
  steps: GRANT,
})

async function grantedIn(world: string, warp: Warp = {}): Promise<MailState> {
  const played = await play(script(world), embeddedOrigin(world), { invariants: [], warp })
  return compileMail(played.world.tenant)
}

const ADA = 'ada.lovelace@contoso.com'
const BLAISE = 'blaise.pascal@fabrikam.com'
const BOTH = ['the outbound scanner', 'the inbound scanner']

async function fateOf(from: string, to: string, warp: Warp = {}) {
  const states = [await grantedIn('plain', warp), await grantedIn('busy', warp)]
  const state = states.find((one) => one.recipient(from) !== undefined)
  if (!state) throw new Error(`${from} is in neither tenant`)
  const message = { from, to: [to], headers: [], body: '', size: 2000, attachments: [] }
  const connection = { ip: '10.0.0.1', helo: 'mailbox', submittedBy: from }
  const neighbours = states.filter((one) => one !== state)
  const arrival = { message, connection, at: Date.UTC(2026, 0, 5, 12) }
  const { fates } = deliverMail(state, arrival, outsideOf('EU'), { neighbours })
  return fates.map(({ recipient, fate, scans, looped }) => ({ recipient, fate, scans, looped }))
}

describe('two tenants that the product has granted at one site', () => {
  test.each([
    [ADA, BLAISE],
    [BLAISE, ADA],
  ])('mail from %s to %s is scanned once on each side', async (from, to) => {
    expect(await fateOf(from, to)).toEqual([{ recipient: to, fate: 'inbox', scans: BOTH, looped: false }])
  })

  test('with the connector that claims by the sender it is relayed a second time', async () => {
    const [end] = await fateOf(ADA, BLAISE, claimedBySender.warp)
    expect(end?.scans).not.toEqual(BOTH)
  })
})

test('a message to the customer next door is shown to its end there', async () => {
  const { trace } = await sendMail({
    tenant: { world: 'plain' },
    site: 'EU',
    policies: 'all',
    after: 'provision',
    mail: { from: ADA, to: [NEIGHBOUR] },
  })
  expect(trace.fates).toMatchObject([{ recipient: NEIGHBOUR, fate: 'inbox', scans: BOTH }])
})

test('the defect is seen by the probe to another customer alone', async () => {
  const { script: struck, warp } = claimedBySender
  const { findings } = await play(struck, embeddedOrigin(struck.world), { warp })
  const byMail = findings.filter(
    ({ invariant }) => invariant !== 'granted as published' && invariant !== 'settings as proposed',
  )
  expect(byMail.length).toBeGreaterThan(0)
  for (const { detail } of byMail) expect(detail).toContain('to another customer')
})
