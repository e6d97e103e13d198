/** What is wrong with where a probe ended, compared with where it ends without the product and with what was promised. */
import type { View } from '#mock-m365'
import { type FlowEffect, judgeFlow } from './customer-flow.ts'
import type { End, Ends } from './ends.ts'
import { type Direction, isScannerFor } from './outside.ts'
import type { Probe } from './probes.ts'
import { isInScope, type Scopes } from './scopes.ts'

/** What a breach is a breach of; one invariant stands for each. */
export type Concern = 'arrival' | 'loop' | 'scan' | 'untouched' | 'flow'

export interface Breach {
  readonly concern: Concern
  readonly detail: string
}

/** What holds at one moment. */
export interface Expected {
  readonly view: View
  /** Whose mail has to be scanned. */
  readonly required: Scopes
  /** Whose mail may be scanned. */
  readonly allowed: Scopes
  /** Names of the product's own rules and connectors. */
  readonly products: ReadonlySet<string>
}

export interface Judgement {
  readonly breaches: readonly Breach[]
  /** What the detour changes of the customer's own flow, as the published design implies. */
  readonly effects: readonly FlowEffect[]
}

const NO_ENDS: readonly End[] = []

export function judge(probes: readonly Probe[], ends: Ends, natural: Ends, expected: Expected): Judgement {
  const breaches: Breach[] = []
  const effects: FlowEffect[] = []
  for (const [i, probe] of probes.entries()) {
    const [all = NO_ENDS, allWithout = NO_ENDS] = [ends[i], natural[i]]
    const [mine, without] = [ofMessage(all), ofMessage(allWithout)]
    const before = breaches.length
    for (const end of mine) breaches.push(...breachesAt(probe, end, endFor(without, end.recipient), expected))
    for (const { recipient } of without)
      if (!endFor(mine, recipient)) breaches.push(breach('arrival', probe, recipient, 'has no end at all'))
    // the way of a message that goes wrong says nothing of the customer's flow
    if (breaches.length > before || all === allWithout) continue
    const flow = judgeFlow(probe, all, allWithout, expected.products)
    for (const detail of flow.breaches) breaches.push({ concern: 'flow', detail })
    effects.push(...flow.effects)
  }
  return { breaches, effects }
}

/** Journal reports are the archive's: the customer's flow is asked about them. */
const ofMessage = (ends: readonly End[]): readonly End[] =>
  ends.some(({ report }) => report) ? ends.filter(({ report }) => !report) : ends

const endFor = (ends: readonly End[], recipient: string): End | undefined =>
  ends.find((end) => end.recipient === recipient)

function breachesAt(probe: Probe, end: End, without: End | undefined, expected: Expected): Breach[] {
  const { recipient, fate, status, looped } = end
  const say = (concern: Concern, what: string) => breach(concern, probe, recipient, what)
  if (looped) return [say('loop', 'goes round in circles')]
  const breaches: Breach[] = []
  const mayBeScanned = isScoped(probe, recipient, expected.view, expected.allowed)
  const scans = scansBeyond(end.scans, without?.scans ?? [])
  const fateWanted = fateOf(probe, scans, without?.fate)
  const isHeld = fateWanted === 'junk' && fate === 'quarantine' && holdsSpam(expected.view)
  if (fate !== fateWanted && !isHeld)
    breaches.push(
      say(
        mayBeScanned ? 'arrival' : 'untouched',
        `ends in ${fate}${status && ` (${status})`} and not in ${fateWanted ?? 'nothing'}`,
      ),
    )
  // what a rule of the customer's copies to others it copies as it finds it, scanned or not
  if (!mayBeScanned && scans.length > 0 && isAddressed(probe, recipient))
    breaches.push(say('untouched', 'is scanned though nobody asked for it'))
  const foreign = scans.find((scanner) => probe.way !== 'internal' && !isScannerFor(probe.way, scanner))
  if (foreign !== undefined) breaches.push(say('scan', `passes ${foreign}`))
  if (scans.length > 1) breaches.push(say('scan', `is scanned ${scans.length} times`))
  const isDue = isScoped(probe, recipient, expected.view, expected.required) && ARRIVES.has(fate)
  if (isDue && scans.length === 0) breaches.push(say('scan', 'is not scanned'))
  return breaches
}

const isAddressed = ({ message }: Probe, recipient: string): boolean =>
  message.to.some((one) => one.toLowerCase() === recipient.toLowerCase())

/** Another customer's scans take place whether or not the product is in this tenant: they are not this tenant's. */
function scansBeyond(scans: readonly string[], without: readonly string[]): readonly string[] {
  if (without.length === 0) return scans
  const left = [...scans]
  for (const scanner of without) {
    const at = left.indexOf(scanner)
    if (at >= 0) left.splice(at, 1)
  }
  return left
}

/** Where Exchange would choose between Inbox and Junk, the scanner's word counts, once it has had the message. */
function fateOf({ way, verdict }: Probe, scans: readonly string[], without: End['fate'] | undefined) {
  if (way !== 'inbound' || scans.length === 0 || (without !== 'inbox' && without !== 'junk')) return without
  return verdict === 'spam' ? 'junk' : 'inbox'
}

/** Spam, by Exchange's word or the scanner's, goes where a policy of the tenant has it: a tenant may hold all of it. */
const holdsSpam = (view: View): boolean =>
  view
    .list('HostedContentFilterPolicy')
    .some(({ SpamAction, HighConfidenceSpamAction }) =>
      [SpamAction, HighConfidenceSpamAction].includes('Quarantine'),
    )

/** Nobody misses the scan of a message that nobody gets. */
const ARRIVES = new Set(['inbox', 'junk', 'internet'])

/** Inbound it is the recipient's mail, outbound the sender's, and mail that stays inside is neither. */
function isScoped({ way, message }: Probe, recipient: string, view: View, scopes: Scopes): boolean {
  if (way === 'internal') return false
  const isOwn = view.get('domains', recipient.slice(recipient.indexOf('@') + 1)) !== undefined
  const direction: Direction = way
  if (direction === 'inbound') return isOwn && isInScope(view, scopes.inbound, recipient)
  return !isOwn && isInScope(view, scopes.outbound, message.from)
}

const breach = (concern: Concern, { name, message }: Probe, recipient: string, what: string): Breach => ({
  concern,
  detail: message.to.length > 1 ? `${name}: for ${recipient} it ${what}` : `${name} ${what}`,
})
