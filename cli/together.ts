/** Options that contradict one another. */

/**
 * @param option as people write it: `--served` @param others names of options that cannot be given with it
 * @throws Error naming both, where the one is given with another
 */
export function refuseTogether(option: string, options: object, others: readonly string[]): void {
  const name = option.replace(/^--/, '')
  const given = Object.entries(options)
    .filter(([, value]) => value !== undefined)
    .map(([one]) => one)
  if (!given.includes(name)) return
  const other = others.find((one) => given.includes(one))
  if (other !== undefined) throw new Error(`${option} and --${other} contradict each other; leave out one`)
}
