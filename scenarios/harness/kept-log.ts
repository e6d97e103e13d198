import type { Ports } from '#cas-core'

/** A log whose lines are kept as text: the fields, then the sentence. */
export function keptLog(lines: string[]): Ports['log'] {
  const keep = (fields: object, sentence: string) => void lines.push(`${JSON.stringify(fields)} ${sentence}`)
  return { info: keep, warn: keep }
}
