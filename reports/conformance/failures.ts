/** What failed, by cause: the simplest run of each, with the command that plays it again. */
import { type Block, heading, list, type Section, text } from '../section.ts'
import { type NumberedCause, numberedCausesOf, replayCommandOf } from './capsules.ts'
import type { AuditedConformance } from './subject.ts'

/** A page that is read to its end. The record has all. */
const CAUSES_TOLD_MAX = 20
const FINDINGS_TOLD_MAX = 5
const PLAYS_TOLD_MAX = 5

export const failures: Section<AuditedConformance> = {
  title: 'Failures',
  blocks: ({ record, folder }) => {
    const causes = numberedCausesOf(record)
    const more = causes.length - CAUSES_TOLD_MAX
    return [
      ...(causes.length === 0
        ? []
        : [
            text(
              `${counted(
                causes.reduce((sum, { runs }) => sum + runs, 0),
                'run',
              )} failed, for what looks like ${counted(causes.length, 'cause')}. The simplest stands first. Commands are for the folder in which casproof ran.`,
            ),
          ]),
      ...causes.slice(0, CAUSES_TOLD_MAX).flatMap((cause) => blocksOf(cause, folder)),
      ...(more > 0 ? [text(`${counted(more, 'more cause')} can be read in conformance.json.`)] : []),
    ]
  },
}

function blocksOf(cause: NumberedCause, folder: string): Block[] {
  const { number, invariant, sentence, runs, plays, also, simplest } = cause
  const { findings, moreFindings, name, commands } = simplest
  const others = findings.filter(({ detail }) => detail !== sentence)
  const more = Math.max(0, others.length - FINDINGS_TOLD_MAX) + moreFindings
  return [
    heading(1, `${number}. ${invariant}: ${counted(runs, 'run')}`),
    text(sentence),
    list([
      `the simplest run: ${name}${commands > 0 ? `, ${counted(commands, 'command')}` : ''}`,
      ...others
        .slice(0, FINDINGS_TOLD_MAX)
        .map((finding) => `there too, after step ${finding.step}: ${finding.invariant}: ${finding.detail}`),
      ...(more > 0 ? [`and ${counted(more, 'more breach', 'more breaches')} there`] : []),
      `played as: ${listedWords(plays, PLAYS_TOLD_MAX)}`,
      ...(also.length > 0 ? [`what else broke in these runs: ${also.join(', ')}`] : []),
    ]),
    { type: 'command', text: replayCommandOf(cause, folder) },
  ]
}

function listedWords(words: readonly string[], max: number): string {
  const more = words.length - max
  return `${words.slice(0, max).join(', ')}${more > 0 ? `, and ${more} more` : ''}`
}

const counted = (n: number, noun: string, plural = `${noun}s`): string => `${n} ${n === 1 ? noun : plural}`
