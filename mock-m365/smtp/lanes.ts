/** Work that waits for sockets: a few things at the same time, the others in turn behind them. */
import { LANES } from './limits.ts'

export class Lanes {
  readonly #lanes: Promise<void>[] = Array.from({ length: LANES }, () => Promise.resolve())
  #next = 0

  /** @param done called when it is over, however it ended. A bug of the mock's own is told on standard error. */
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
