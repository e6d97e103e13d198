/** Who is signed in. A session ends an hour after its last use (trend-vision-one-faqs); a process that ends ends them all. */
import type { Clock, Ids } from '../ports.ts'
import type { ConsoleUser } from './console-user.ts'

const IDLE_MS = 60 * 60_000

interface Session {
  readonly user: ConsoleUser
  readonly company: string
  usedAt: number
}

export class Sessions {
  readonly #ports: { readonly clock: Clock; readonly ids: Ids }
  readonly #sessions = new Map<string, Session>()

  constructor(ports: { readonly clock: Clock; readonly ids: Ids }) {
    this.#ports = ports
  }

  /** Returns the session's id, which is as good as a password for an hour. */
  begin(user: ConsoleUser, company: string): string {
    for (const [id, { usedAt }] of this.#sessions) if (this.#isOver(usedAt)) this.#sessions.delete(id)
    const id = this.#ports.ids.uuid()
    this.#sessions.set(id, { user, company, usedAt: this.#ports.clock.now() })
    return id
  }

  /** Whose session it is, and of which customer; undefined where it has ended. Counts as a use of it. */
  use(id: string): Pick<Session, 'user' | 'company'> | undefined {
    const session = this.#sessions.get(id)
    if (!session || this.#isOver(session.usedAt)) return undefined
    session.usedAt = this.#ports.clock.now()
    return session
  }

  end(id: string): void {
    this.#sessions.delete(id)
  }

  #isOver(usedAt: number): boolean {
    return this.#ports.clock.now() - usedAt >= IDLE_MS
  }
}
