/** The story of a failing run, for a terminal: the calls of its steps, next to those of the undisturbed run. */
import { terminalLine } from '#output'
import type { ToldCall, ToldStep } from '#scenarios'
import { COLUMNS, cut, wrapped } from './terminal.ts'

/** Calls that are shown before and after each at which the two runs part or meet again. */
const AROUND = 2
/** Calls of one step that are shown by name: in the order in which they were made, until there are too many to read. */
const NAMED_MAX = 40
const MESSAGE_CHARACTERS_MAX = 300
/** Steps without anything to show are named in one line. */
const isTold = ({ broken, calls }: ToldStep): boolean =>
  broken.length > 0 || calls.some(({ fault }) => fault !== undefined)

export function storyText(steps: readonly ToldStep[]): string {
  return steps.map((step) => (isTold(step) ? toldStep(step) : `${headOf(step)}\n`)).join('')
}

const headOf = ({ index, title, outcome, message }: ToldStep): string =>
  wrapped(
    terminalLine(
      `step ${index}, ${title}: ${outcome}${message === '' ? '' : `. ${cut(message, MESSAGE_CHARACTERS_MAX)}`}`,
    ),
    COLUMNS,
    '    ',
  ).trimStart()

function toldStep(step: ToldStep): string {
  const lines = [headOf(step), step.isCompared ? '    here  undisturbed  call' : '    here  call']
  let skipped: ToldCall[] = []
  let named = 0
  const skip = () => {
    if (skipped.length > 0) lines.push(skippedLine(skipped, step))
    skipped = []
  }
  for (const [i, call] of step.calls.entries()) {
    const around = step.calls.slice(Math.max(0, i - AROUND), i + AROUND + 1)
    const isTurn = new Set(around.map((one) => differs(one, step))).size > 1
    const isLast = i >= step.calls.length - AROUND
    const isNamed =
      named < NAMED_MAX && (isTurn || call.fault !== undefined || (step.isCompared ? isLast : call.writes))
    // a stretch ends where one of the other kind begins, so that each line counts one kind
    const [first] = skipped
    if (isNamed || (first && differs(first, step) !== differs(call, step))) skip()
    if (isNamed) {
      lines.push(callLine(call, step))
      named++
    } else skipped.push(call)
  }
  skip()
  for (const { invariant, detail } of step.broken.slice(0, BROKEN_TOLD_MAX))
    lines.push(
      wrapped(terminalLine(`BROKEN ${invariant}: ${cut(detail, MESSAGE_CHARACTERS_MAX)}`), COLUMNS, '    '),
    )
  if (step.broken.length > BROKEN_TOLD_MAX)
    lines.push(`    … and ${step.broken.length - BROKEN_TOLD_MAX} more breaches`)
  return `${lines.join('\n')}\n`
}

const BROKEN_TOLD_MAX = 5

function skippedLine(calls: readonly ToldCall[], step: ToldStep): string {
  const [first] = calls
  const differing =
    first && differs(first, step) ? ', not as in the undisturbed run' : ', as in the undisturbed run'
  const counted = `${calls.length} ${calls.length === 1 ? 'call' : 'calls'}`
  return `       …  ${counted}${step.isCompared ? differing : ''}`
}

const differs = ({ here, undisturbed, fault }: ToldCall, { isCompared }: ToldStep): boolean =>
  fault !== undefined || (isCompared && here !== undisturbed)

function callLine({ operation, here, undisturbed, fault }: ToldCall, { isCompared }: ToldStep): string {
  const status = (value: number | undefined) =>
    value === undefined ? '-' : value === 0 ? 'none' : String(value)
  const columns = isCompared
    ? `    ${status(here).padStart(4)}  ${status(undisturbed).padStart(11)}  ${terminalLine(operation)}`
    : `    ${status(here).padStart(4)}  ${terminalLine(operation)}`
  return fault === undefined ? columns : `${columns}  <-- ${terminalLine(fault)}`
}
