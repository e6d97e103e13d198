/** Work that waits for sockets: a limited number at the same time, the others in a queue. */
import { LANES } from './limits.ts'

export class Lanes {
  readonly #lanes: Promise<void>[] = Array.from({ length: LANES }, () => Promise.resolve())
  #next = 0

  /** @param done called at the end, after success or failure. Bugs of the mock are written to standard error. */
  take(act: () => Promise<void>, done: () => void): void {
    const lane = this.#next++ % LANES
    const run = () =>
      act()
        .catch((error: unknown) => {
          process.stderr.write(`${error instanceof Error ? error.stack : error}\n`)
        })
        .finally(done)
    this.#lanes[lane] = (this.#lanes[lane] ?? Promise.resolve()).then(run)
  }
}
