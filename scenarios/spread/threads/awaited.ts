/**
 * Work that waits for what nobody does never ends, and a thread whose event loop is empty ends without a word. This ends
 * the waiting instead. It needs a thread in which nothing else is awaited.
 * @throws Error where nothing is left that could go on
 */
export function awaited<T>(work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    // a turn of the event loop later, or the end of the process would not be put off a second time
    const stuck = () => setImmediate(() => reject(new Error('it waits for what nobody does')))
    process.once('beforeExit', stuck)
    work.then(resolve, reject).finally(() => process.off('beforeExit', stuck))
  })
}
