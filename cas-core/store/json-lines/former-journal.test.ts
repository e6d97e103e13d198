import { expect, test } from 'vitest'
import type { JournalRecord } from '../../ports.ts'
import { formerJournal, isFormerJournal } from './former-journal.ts'

/** As an earlier version wrote it: bare records, then lines with checksums, one of them cut off by a crash. */
const LINES = [
  '{"type":"goal","at":1,"epoch":1,"goal":"Grüße"}',
  '{"type":"goal","at":2,"epoch":1}',
  'b270cd31 {"lease":{"holder":"process 1","untilMs":1000,"pid":14003,"fence":1}}',
  '47912202 {"version":2,"fence":1,"records":[{"type":"goal","at":3,"epoch":1},{"type":"goal","at":4,"epoch":1}]}',
  '1a212318 {"renewed":{"fence":1,"untilMs":1500}}',
  '2b9d2cac {"version":4,"fence":1,"records":[{"type":"goal","at":5,"epo',
  '1e544cf2 {"lease":{"holder":"process 1","untilMs":1000,"pid":14003,"fence":2},"torn":true}',
  'a8d8345f {"version":4,"fence":2,"records":[{"type":"intent","at":6,"epoch":1,"entries":["a"]}]}',
  '8cc8bcd7 {"renewed":{"fence":2,"untilMs":0}}',
]
/** Of each record, the time that it tells; and how many records stand up to each line. */
const TIMES = [1, 2, 3, 4, 6]
const COUNTS = [1, 2, 2, 4, 4, 4, 4, 5, 5]
const whole = Buffer.from(`${LINES.join('\n')}\n`)

const journalIn = (bytes: Uint8Array | string) =>
  formerJournal(Buffer.from(bytes).toString(), '/store/journal')

const timesIn = (records: readonly JournalRecord[]): number[] => records.map(({ at }) => at)

test('a journal of bare records and of lines gives its records and its last lease', () => {
  const { records, lease } = journalIn(whole)
  expect(timesIn(records)).toEqual(TIMES)
  expect(records[0]).toEqual({ type: 'goal', at: 1, epoch: 1, goal: 'Grüße' })
  expect(records[4]).toEqual({ type: 'intent', at: 6, epoch: 1, entries: ['a'] })
  expect(lease).toEqual({ fence: 2, holder: 'process 1', untilMs: 0, pid: 14003 })
})

test('what a crash cut off is passed over, wherever, and a record that lacks only its end is kept', () => {
  const ends = [...whole.keys()].filter((at) => whole[at] === 0x0a)
  for (let length = 0; length <= whole.length; length++) {
    const cut = whole.subarray(0, length)
    if (length > 0) expect(isFormerJournal(cut.toString('latin1', 0, 16))).toBe(true)
    const complete = ends.filter((end) => end < length).length
    const read = ends[complete] === length ? complete + 1 : complete
    // the sixth line is cut off; only the seventh, when it is whole, says so
    const isUnexplained = complete === 6 && read === 6
    if (isUnexplained) expect(() => journalIn(cut)).toThrow('line 6: is damaged')
    else expect(timesIn(journalIn(cut).records)).toEqual(TIMES.slice(0, COUNTS[read - 1] ?? 0))
  }
})

test('no flipped bit of a line with a checksum changes the records without notice', () => {
  const start = whole.indexOf('b270cd31')
  // a step that is prime to eight meets all bits of the bytes by turns
  for (let bit = start * 8; bit < whole.length * 8; bit += 3) {
    const bytes = Buffer.from(whole)
    bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    let times = TIMES
    try {
      times = timesIn(journalIn(bytes).records)
    } catch (error) {
      expect(String(error)).toMatch(/journal, line \d+: /)
    }
    expect(times).toEqual(TIMES)
  }
})

test('a line that is gone is missed by the next records, and one that stands twice counts once', () => {
  const sound = LINES.toSpliced(5, 1)
  for (const [i, line] of sound.entries()) {
    const twice = sound.toSpliced(i, 0, line).join('\n')
    // bare records have no number
    if (i >= 2) expect(timesIn(journalIn(`${twice}\n`).records)).toEqual(TIMES)
  }
  for (const i of [2, 3, 5]) {
    const without = sound.toSpliced(i, 1).join('\n')
    expect(() => journalIn(`${without}\n`)).toThrow(/line \d+: follows on a line that is missing/)
  }
})

test('files of other kinds are told apart', () => {
  expect(['Dear diary', 'SQLite format 3\0', '{', '[]', 'abc\n', ''].map(isFormerJournal)).toEqual([
    false,
    false,
    true,
    false,
    false,
    false,
  ])
})
