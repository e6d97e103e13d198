/**
 * A promise of work that begins when somebody asks for its end. A sleep of this kind takes time only where it is awaited,
 * as a timer would end too late for a caller who goes on at once.
 */
export const awaited = (begin: () => Promise<void>): Promise<void> => new Awaited(begin)

class Awaited implements Promise<void> {
  readonly #begin: () => Promise<void>
  #work: Promise<void> | undefined

  constructor(begin: () => Promise<void>) {
    this.#begin = begin
  }

  get #end(): Promise<void> {
    this.#work ??= this.#begin()
    return this.#work
  }

  // biome-ignore lint/suspicious/noThenProperty: whether somebody awaits it is the question
  readonly then: Promise<void>['then'] = (done, failed) => this.#end.then(done, failed)
  readonly catch: Promise<void>['catch'] = (failed) => this.#end.catch(failed)
  readonly finally: Promise<void>['finally'] = (ended) => this.#end.finally(ended)
  readonly [Symbol.toStringTag] = 'Promise'
}
