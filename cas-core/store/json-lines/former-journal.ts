/** A journal of lines, as earlier versions kept it: it is read once, when a store takes it over. */
import type { JournalRecord } from '../../ports.ts'
import { type FileLease, isWhole, Lines } from './lines.ts'

/** Whether a file that begins so is a journal of lines. One that a crash cut off in its first checksum is, too. */
export const isFormerJournal = (beginning: string): boolean =>
  /^(?:[0-9a-f]{8} )?\{/.test(beginning) || /^[0-9a-f]{1,8} ?$/.test(beginning)

/**
 * The records, and the last lease. A last line that a crash cut off is ignored: its request never left.
 * @param text of the whole file, which errors name by its path
 * @throws Error naming file and line where a line is broken
 */
export function formerJournal(
  text: string,
  path: string,
): { records: readonly JournalRecord[]; lease: FileLease } {
  const lines = new Lines(path)
  const complete = text.split('\n')
  const last = complete.pop() ?? ''
  for (const line of complete) lines.take(line)
  if (last === '') lines.end()
  else {
    lines.take(last)
    // a crash cuts a line short; it never puts something in place of its end
    if (isWhole(last.slice(0, -1))) lines.end()
  }
  return { records: lines.records, lease: lines.lease }
}
