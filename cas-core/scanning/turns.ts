/** Work that is done one after the other for each name, and at once for different names. */
export type Turns = <T>(name: string, work: () => Promise<T>) => Promise<T>

export function inTurns(): Turns {
  const last = new Map<string, Promise<unknown>>()
  return async (name, work) => {
    const before = last.get(name) ?? Promise.resolve()
    const turn = before.then(work, work)
    const quiet = turn.catch(() => undefined)
    last.set(name, quiet)
    try {
      return await turn
    } finally {
      if (last.get(name) === quiet) last.delete(name)
    }
  }
}
