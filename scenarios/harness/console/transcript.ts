/** A played script as a transcript: who did what, and what the console said and showed. */
import { isOfTwo } from '../../workers/step-of-two.ts'
import type { Script, Step } from '../script.ts'
import type { StepResult } from '../step-result.ts'

export interface TranscriptLine {
  readonly who: string
  readonly text: string
}

const CONSOLE_USERS = {
  administrator: 'administrator',
  limited: 'limited user',
  vendor: 'vendor',
} as const

/** What of an answer is told in other words, or is long and for browsers alone. */
const NOT_SHOWN = new Set(['done', 'left', 'obstacles', 'activities', 'url', 'session'])
const SHOWN_CHARACTERS_MAX = 300

/** The lines of one step. @param results as `play` gives them */
export function transcriptOf({ steps }: Script, results: readonly StepResult[]): TranscriptLine[][] {
  return steps.map((step, i) => {
    const result = results[i]
    return result ? [doneBy(step), ...answered(step, result)] : [doneBy(step)]
  })
}

function doneBy(step: Step): TranscriptLine {
  switch (step.op) {
    case 'console':
      return { who: whoIn(step), text: asked(step) }
    case 'console consent': {
      const verb = step.decision === 'decline' ? 'declines' : 'gives'
      const forged = step.forged ? `, and comes back with a forged ${step.forged}` : ''
      const purpose = step.purpose ? `the permission "${step.purpose}"` : 'the next permission'
      const at = step.as === undefined && step.customer === undefined ? '' : ` (${whoIn(step)})`
      const signs = step.signs ? `, and ${step.signs} signs in` : ''
      return { who: step.by ?? 'admin', text: `${verb} ${purpose} for ${step.service}${at}${forged}${signs}` }
    }
    case 'consent':
      return { who: step.by ?? 'admin', text: `${step.decision ?? 'accept'}s "${step.purpose}"` }
    case 'assign role':
      return {
        who: step.by ?? 'admin',
        text: `assigns Exchange Administrator to the app${step.through ? ` through ${step.through}` : ''}`,
      }
    case 'administrator':
      return { who: step.by ?? 'admin', text: `${step.act}: ${step.value}` }
    case 'advance':
      return { who: '', text: `${step.hours} hours pass` }
    case 'receive mail':
      return { who: '', text: `"${step.subject}" comes to ${step.to}` }
    case 'notify':
      return { who: 'Graph', text: 'notifies the product of changes' }
    case 'restart':
      return { who: '', text: `the process ends, and another begins${generationIn(step)}` }
    default:
      return { who: 'product', text: `${step.op}${otherWorkerIn(step)}` }
  }
}

const generationIn = ({ generation }: Extract<Step, { op: 'restart' }>): string =>
  generation === undefined ? '' : `, of the generation ${generation}`

function otherWorkerIn(step: Step): string {
  if (!isOfTwo(step)) return ''
  const { op = step.op, switches, minutes, dies } = step.beside
  const when = switches.length === 0 ? 'then' : `interrupted after ${switches.join(', ')} acts`
  const still = minutes === undefined ? '' : `, ${minutes} minutes each time`
  return `, ${when}${still}${dies ? ', and dies there' : ''}; another worker: ${op}`
}

function whoIn({
  as = 'administrator',
  customer,
  inSession,
}: Extract<Step, { op: 'console' | 'console consent' }>) {
  const who = customer === undefined ? CONSOLE_USERS[as] : `${CONSOLE_USERS[as]} of ${customer}`
  return inSession ? `${who}, in a session` : who
}

function asked({ operation, input = {}, by, signs }: Extract<Step, { op: 'console' }>): string {
  const given = Object.entries(input).map(([name, value]) => `${name} ${quoted(wordsOf(value))}`)
  if (by !== undefined) given.push(`with the credentials of ${by}`)
  if (signs !== undefined) given.push(`${signs} signs in`)
  return given.length === 0 ? operation : `${operation}: ${given.join(', ')}`
}

function answered(step: Step, { outcome, message, activities, data = {} }: StepResult): TranscriptLine[] {
  const who = step.op === 'console' || step.op === 'console consent' ? 'console' : ''
  const ended = outcome === 'done' ? '' : `${outcome}${message === '' ? '' : ': '}`
  const said = `${ended}${message}` === '' ? [] : [{ who, text: `${ended}${message}` }]
  if (who === '') return said
  const shown = Object.entries(data).flatMap(([name, value]) => {
    const words = NOT_SHOWN.has(name) ? '' : wordsOf(value)
    return words === '' || message.includes(words) ? [] : [{ who: '', text: `${name}: ${shortened(words)}` }]
  })
  const did = 'done' in data && Array.isArray(data.done) ? data.done.length : 0
  const changed = did === 0 ? [] : [{ who: '', text: `${did} changes in the tenant` }]
  return [...said, ...shown, ...changed, ...activities.map((text) => ({ who: '', text }))]
}

/** Values of what is shown; names stand before those that do not speak for themselves. */
function wordsOf(value: unknown): string {
  if (value === undefined || value === null) return ''
  if (Array.isArray(value)) return value.map(wordsOf).filter(Boolean).join('; ')
  if (typeof value !== 'object') return String(value)
  return Object.entries(value)
    .map(([name, inner]) => [name, wordsOf(inner)] as const)
    .filter(([, words]) => words !== '')
    .map(([name, words]) => (/^(?:true|false|\d+)$/.test(words) ? `${name} ${words}` : words))
    .join(', ')
}

const quoted = (words: string): string => (words.includes(' ') ? `"${words}"` : words)

const shortened = (text: string): string =>
  text.length <= SHOWN_CHARACTERS_MAX ? text : `${text.slice(0, SHOWN_CHARACTERS_MAX - 1)}…`
