/** A system under test, for as long as a command needs it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { openHome } from '#mock-m365/serve'
import { type Ground, type OpenSubject, openSubject } from '#scenarios'

const CLOCK = { now: Date.now, sleep: (ms: number) => setTimeout(ms) }

/** What a subject stands on: a certificate authority and a folder, which are gone afterwards. */
export async function withGround<Made>(use: (ground: Ground) => Promise<Made>): Promise<Made> {
  const folder = mkdtempSync(join(tmpdir(), 'casproof-subject-'))
  try {
    const home = openHome(join(folder, 'home'), Date.now())
    return await use({ home, folder, env: process.env, clock: CLOCK })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * Starts it, serves the mock for it, and ends both.
 * @param named a command, as a shell reads it, or the address at which one listens
 * @throws Error where it does not answer the protocol
 */
export const withSubject = <Made>(
  named: string,
  use: (subject: OpenSubject) => Promise<Made>,
): Promise<Made> =>
  withGround(async (ground) => {
    const subject = await openSubject(named, ground)
    try {
      return await use(subject)
    } finally {
      await subject.close()
    }
  })
