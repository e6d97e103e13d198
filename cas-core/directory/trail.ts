/**
 * Finds that links lead in a circle, without keeping them all: it compares each link with one that it has passed, and
 * goes on to a later one each time that the way has doubled (Brent's algorithm). A circle is found on its third round
 * at the latest.
 */
export class Trail {
  #here: string | undefined
  #kept: string | undefined
  #since = 0
  #until = 1

  /** The link that is asked for now. */
  pass(link: string): void {
    this.#here = link
    if (this.#kept !== undefined && ++this.#since < this.#until) return
    this.#kept = link
    this.#until = this.#since === 0 ? 1 : this.#until * 2
    this.#since = 0
  }

  /** Whether a link is known to lead back. */
  isBack(link: string): boolean {
    return link === this.#here || link === this.#kept
  }
}
