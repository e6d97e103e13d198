/** The conformance kit for adapters: what a system under test owes before any script is played on it. */
import type { Script } from '../../harness/script.ts'
import { embeddedOrigin } from '../../harness/world.ts'
import type { OpenSubject } from '../outside/open-subject.ts'
import { PROTOCOL_VERSION } from '../protocol/schemas.ts'
import type { Bench } from './check.ts'
import { CHECKS } from './checks.ts'

export interface Checked {
  readonly name: string
  readonly statement: string
  readonly breaches: readonly string[]
  /** Why it could not be tried; absent where it was. */
  readonly notTried?: string
}

const NOTHING: Script = {
  v: 1,
  name: 'kit',
  seed: 'kit',
  world: 'plain',
  site: 'EU',
  directions: 'both',
  policies: 'none',
  steps: [],
}

const TELLS_ITSELF = {
  name: 'tells itself',
  statement: `GET / tells version ${PROTOCOL_VERSION} of the protocol, a name, how time passes, how e-mail is seen, and operations`,
}

/** Tries each check, and ends the subject. @param open starts it, and rejects where it does not tell what it is */
export async function runKit(open: () => Promise<OpenSubject>): Promise<readonly Checked[]> {
  try {
    const subject = await open()
    try {
      return [{ ...TELLS_ITSELF, breaches: [] }, ...(await checked(subject))]
    } finally {
      await subject.close()
    }
  } catch (error) {
    const rest = CHECKS.map(({ name, statement }) => ({
      name,
      statement,
      breaches: [],
      notTried: 'it does not tell itself',
    }))
    return [{ ...TELLS_ITSELF, breaches: [messageOf(error)] }, ...rest]
  }
}

async function checked(subject: OpenSubject): Promise<readonly Checked[]> {
  const bench: Bench = { subject, world: () => subject.worldOf(NOTHING, embeddedOrigin(NOTHING.world)) }
  const all: Checked[] = []
  for (const { name, statement, run } of CHECKS) {
    // what a subject does wrong may break the check itself
    const found = await run(bench).catch((error: unknown) => [messageOf(error)])
    all.push(
      'notTried' in found
        ? { name, statement, breaches: [], notTried: found.notTried }
        : { name, statement, breaches: found },
    )
  }
  return all
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
