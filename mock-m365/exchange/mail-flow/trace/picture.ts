/**
 * A trace as a small drawing: one column for the tenant, one for the world outside, one line for each fact
 * that moves the message.
 */
import { copyMarks } from './copies.ts'
import type { Fate, Step, Trace } from './trace.ts'
import { FATES, printable } from './words.ts'

const WIDTH = 100
const LEFT = 56

/** @returns lines of at most 100 columns, without colour */
export function picture({ steps, fates }: Trace): readonly string[] {
  const lines = [
    `${'tenant'.padEnd(LEFT)} │ outside`,
    `${'─'.repeat(LEFT)}─┼─${'─'.repeat(WIDTH - LEFT - 3)}`,
  ]
  const marks = copyMarks(steps)
  for (const step of steps) {
    const drawn = drawingOf(step)
    if (drawn) lines.push(row(marked(drawn, marks.get(step))))
  }
  for (const fate of fates) lines.push(cut(endOf(fate), WIDTH))
  return lines.map(printable)
}

/** Texts of the left and the right column, and the arrow between them. */
interface Drawing {
  readonly left: string
  readonly arrow?: '◀' | '▶' | '✕'
  readonly right?: string
}

/** `│ filter: …` of the second copy is `│2 filter: …`. */
const marked = (drawn: Drawing, copy: number | undefined): Drawing =>
  copy === undefined ? drawn : { ...drawn, left: drawn.left.replace(/^([│├└┌])/, `$1${copy}`) }

const row = ({ left, arrow, right = '' }: Drawing): string =>
  `${cut(left, LEFT).padEnd(LEFT)} ${arrow ?? '│'} ${cut(right, WIDTH - LEFT - 3)}`.trimEnd()

const cut = (text: string, width: number): string =>
  text.length <= width ? text : `${text.slice(0, width - 1)}…`

/** Facts that move nothing are not drawn. */
function drawingOf(step: Step): Drawing | undefined {
  switch (step.kind) {
    case 'arrived':
      if (step.submittedBy !== undefined) return { left: `● ${step.submittedBy} submits` }
      return { left: `┌ edge, pass ${step.pass + 1}`, arrow: '◀', right: `${step.helo} ${step.ip}` }
    case 'connection filter':
      return { left: `│ connection filter: ${step.verdict} by ${step.entry}` }
    case 'attributed':
      return step.connector === undefined
        ? undefined
        : { left: `│ ⇥ ${step.connector} (by ${step.by}${step.internal ? ', internal' : ''})` }
    case 'source':
      return { left: `│ behind it: ${step.helo} ${step.ip}` }
    case 'forwarded':
      return { left: `├ ${step.recipient} ↪ ${step.to}` }
    case 'held':
      return { left: `■ ${step.recipient} is moderated` }
    case 'dropped':
      return { left: `✕ ${step.recipient}: ${step.status}` }
    case 'expanded':
      return { left: `│ ${step.group} → ${step.members.length} members` }
    case 'journaled':
      return { left: `├ journal → ${step.to}` }
    case 'rule':
      return { left: `│ ${RULE_SIGNS[step.outcome]} ${step.priority} ${step.rule}` }
    case 'split':
      return { left: `├╮ copy ${step.into}: ${step.recipients.join(', ')}` }
    case 'filtered':
      return { left: `│ filter: SCL ${step.scl} ${step.sfv} ${step.ipv} → ${step.action}` }
    case 'routed':
      return step.connector === undefined ? undefined : { left: `│ ↦ ${step.connector}` }
    case 'handed over':
      return { left: '└', arrow: '▶', right: step.host }
    case 'deferred':
      return { left: '└', arrow: '✕', right: `${step.host}: waits` }
    case 'scanned':
      return { left: '', right: `⌕ ${step.relay}: ${step.verdict}` }
    case 'refused':
      return { left: `✕ ${step.by}: ${step.status}` }
    case 'hops':
      return { left: `│ ${step.received} hops of ${step.limit}` }
    case 'spoof':
      return { left: `│ sender ${step.verdict}` }
    case 'returned':
      return undefined
  }
}

const RULE_SIGNS = { acted: '▣', audited: '▢', excepted: '⊘', 'not judged': '?' } as const

const ENDS: Readonly<Partial<Record<Fate['fate'], string>>> = {
  inbox: '✔',
  internet: '✔',
  lost: '✕',
  rejected: '✕',
}

function endOf({ recipient, fate, scans, looped }: Fate): string {
  return `${ENDS[fate] ?? '■'} ${recipient}: ${FATES[fate]}, scanned ${scans.length}×${looped ? ', LOOPED' : ''}`
}
