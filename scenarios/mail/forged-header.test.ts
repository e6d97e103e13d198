/** A header that a stranger has written exempts no message from the scan, in either direction. */
import { describe, expect, test } from 'vitest'
import { trustedHeader, trustedHeaderOfInsiders } from '../defects/trusted-header.ts'
import { play } from '../harness/play.ts'
import { GRANT, type Script } from '../harness/script.ts'
import { embeddedOrigin } from '../harness/world.ts'
import { sendMail } from './send.ts'

const script: Script = {
  v: 1,
  name: 'forged',
  seed: 'forged',
  world: 'plain',
  site: 'EU',
  directions: 'both',
  policies: 'all',
  steps: GRANT,
}

/** The id that mail of the tenant carries, as an outside recipient can read it. */
async function publicId(): Promise<string> {
  const { world } = await play(script, embeddedOrigin('plain'), { invariants: [] })
  const [rule] = world.tenant.find('TransportRule', 'Name', 'TMCAS Inline Outgoing Domain Transport Rule')
  return String(rule?.SetHeaderValue)
}

const WAYS = [
  { from: 'evil@partner.example', to: 'ada.lovelace@contoso.com', scanner: 'the inbound scanner' },
  { from: 'ada.lovelace@contoso.com', to: 'friend@partner.example', scanner: 'the outbound scanner' },
]

test.each(WAYS)('from $from to $to it is scanned all the same', async ({ from, to, scanner }) => {
  const id = await publicId()
  const headers = ['IN', 'OUT'].map((way) => `X-TrendMicro-CAS-${way}-LOOP-IDENTIFIER: ${id}`)
  const { trace } = await sendMail({
    tenant: { world: 'plain' },
    site: 'EU',
    policies: 'all',
    after: 'provision',
    mail: { from, to: [to], headers },
  })
  expect(trace.fates.map(({ scans }) => scans)).toEqual([[scanner]])
})

describe.each([trustedHeader, trustedHeaderOfInsiders])('the defect "$name"', ({ script, warp }) => {
  test('is seen by the forged probes alone', async () => {
    const { findings } = await play(script, embeddedOrigin(script.world), { warp })
    // the condition itself is seen too, without any mail
    const byMail = findings.filter(({ invariant }) => invariant !== 'settings as proposed')
    expect(byMail.length).toBeGreaterThan(0)
    for (const { invariant, detail } of byMail)
      expect([invariant, detail]).toEqual([
        'mail scanned as promised',
        expect.stringContaining('with forged headers'),
      ])
  })
})
