/** A file for the simplest run of each cause, and the command that plays it again. */
import { shellWord } from '#output'
import { jsonOf } from '../json.ts'
import type { ConformanceRecord } from '../record.ts'
import { type Cause, causesOf } from './causes.ts'

/** Folder of the capsules, next to the reports. */
export const FAILURES_FOLDER = 'failures'

/** A cause in its place: the file that holds its simplest run, undefined where that is not a script. */
export interface NumberedCause extends Cause {
  readonly number: number
  readonly file: string | undefined
}

const SLUG_CHARACTERS_MAX = 40

const slugOf = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z\d]+/g, '-')
    .slice(0, SLUG_CHARACTERS_MAX)
    .replaceAll(/^-|-$/g, '')

export function numberedCausesOf(
  record: Pick<ConformanceRecord, 'failures' | 'invariants'>,
): readonly NumberedCause[] {
  return causesOf(record).map((cause, i) => {
    const name = [String(i + 1).padStart(2, '0'), slugOf(cause.invariant)].filter(Boolean).join('-')
    const file = cause.simplest.script ? `${FAILURES_FOLDER}/${name}.json` : undefined
    return { ...cause, number: i + 1, file }
  })
}

/** Texts of the files, by name, to be written next to the reports. */
export function capsulesOf(record: ConformanceRecord): Readonly<Record<string, string>> {
  return Object.fromEntries(
    numberedCausesOf(record).flatMap(({ file, invariant, sentence, simplest: { script } }) =>
      file === undefined
        ? []
        : [
            [
              file,
              jsonOf({
                capsule: 1,
                casproof: record.casproof,
                breaks: { invariant, sentence },
                ...subjectOf(record),
                script,
              }),
            ],
          ],
    ),
  )
}

const subjectOf = ({ options: { subject } }: ConformanceRecord): object =>
  subject === undefined ? {} : { subject }

/** @param folder where the reports are, as a shell started at that place names it */
export const replayCommandOf = ({ file, simplest }: NumberedCause, folder: string): string =>
  file === undefined
    ? (simplest.replay ?? '')
    : `npx casproof replay ${shellWord(folder === '' ? file : `${folder}/${file}`)}`
