/**
 * The filter behind the rules: who is let past it, whose sender is forged, what is spam, and what the policy does.
 * https://learn.microsoft.com/defender-office-365/how-policies-and-protections-are-combined
 */
import type { FilterPolicy, Verdict } from './filter-policy.ts'
import type { Letter } from './letter.ts'
import { domainOf } from './message.ts'
import { infrastructureOf } from './spoof-pairs.ts'
import type { MailState } from './state.ts'
import type { Direction, Fact, FilterAction } from './trace.ts'

export type Filtered = Extract<Fact, { kind: 'filtered' }>
export type Spoof = Extract<Fact, { kind: 'spoof' }>

/** https://learn.microsoft.com/defender-office-365/anti-spam-protection-faq (GTUBE), https://www.eicar.org */
const GTUBE = 'XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X'
const EICAR = 'X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'

const hasGtube = ({ message }: Letter): boolean => message.body.includes(GTUBE)
const hasEicar = ({ message }: Letter): boolean => message.body.includes(EICAR)

/** Proposed: a message says in this header what Exchange's filter is to find in it, as no real filter stands behind. */
export const FILTER_TEST_HEADER = 'X-Filter-Test'

const VERDICTS: readonly Verdict[] = [
  'spam',
  'high confidence spam',
  'phish',
  'high confidence phish',
  'bulk',
]

interface Level {
  readonly scl: number
  readonly sfv: string
}

const LEVELS: Readonly<Record<Verdict, Level>> = {
  spam: { scl: 5, sfv: 'SPM' },
  'high confidence spam': { scl: 9, sfv: 'SPM' },
  phish: { scl: 8, sfv: 'PHSH' },
  'high confidence phish': { scl: 8, sfv: 'HPHSH' },
  bulk: { scl: 6, sfv: 'BULK' },
}

export interface FilterOutcome {
  readonly spoof: Spoof | undefined
  readonly filtered: Filtered
}

/**
 * Malware and phishing of high confidence are acted on whatever allows the message (documented); then rules, then the
 * IP Allow List, then sender and content.
 */
export function filter(state: MailState, letter: Letter, dir: Direction): FilterOutcome {
  const { origin } = letter
  const ipv = origin.allowedBy === undefined ? 'NLI' : 'CAL'
  const outcome = (level: Level, action: FilterAction, why: string, spoof?: Spoof): FilterOutcome => ({
    spoof,
    filtered: { kind: 'filtered', ...level, ipv, dir, action, why },
  })
  if (hasEicar(letter)) return outcome({ scl: 9, sfv: 'MALW' }, 'quarantine', 'malware')
  const found = verdictOf(letter)
  if (found === 'high confidence phish')
    return outcome(LEVELS[found], state.filter[found], 'phishing of high confidence')
  if (letter.scl !== undefined && letter.scl < 0) return outcome(SKIPPED, 'deliver', 'a rule set SCL -1')
  if (letter.scl !== undefined && letter.scl >= SPAM_FROM) return byRule(letter.scl, state.filter, outcome)
  if (origin.attribution.internal) return outcome({ scl: -1, sfv: 'SKI' }, 'deliver', 'authenticated sender')
  if (letter.scl === undefined && ipv === 'CAL' && !isOnConnector(state, origin.connection.ip))
    return outcome(SKIPPED, 'deliver', 'the IP Allow List')
  const spoof = dir === 'OUT' ? undefined : spoofOf(state, letter)
  if (spoof?.verdict === 'blocked by pair')
    return outcome(LEVELS.phish, state.filter.phish, 'a block entry for the spoofed sender', spoof)
  // The default anti-phishing policy moves forged senders' mail to Junk (documented).
  if (spoof?.verdict === 'spoofed') return outcome({ scl: 5, sfv: 'SPM' }, 'junk', 'a forged sender', spoof)
  if (found !== undefined)
    return outcome(LEVELS[found], dir === 'OUT' ? 'deliver' : state.filter[found], found, spoof)
  return outcome({ scl: 1, sfv: 'NSPM' }, 'deliver', 'nothing found', spoof)
}

const SKIPPED: Level = { scl: -1, sfv: 'SKN' }

/** From here on a rule's SCL asks for spam, and from 7 for high confidence (older pages; the newest names 9). */
const SPAM_FROM = 5
const HIGH_FROM = 7

function byRule(
  scl: number,
  policy: FilterPolicy,
  outcome: (level: Level, action: FilterAction, why: string) => FilterOutcome,
): FilterOutcome {
  const verdict: Verdict = scl >= HIGH_FROM ? 'high confidence spam' : 'spam'
  return outcome({ scl: scl >= HIGH_FROM ? 9 : scl, sfv: 'SKS' }, policy[verdict], `a rule set SCL ${scl}`)
}

/** An allowed address that an address-based connector names as well is filtered all the same (documented). */
const isOnConnector = ({ inbound }: MailState, ip: string): boolean =>
  inbound.some(({ type, addresses }) => type === 'OnPremises' && addresses(ip) !== undefined)

function verdictOf(letter: Letter): Verdict | undefined {
  if (hasGtube(letter)) return 'high confidence spam'
  const [said] = letter.headers(FILTER_TEST_HEADER.toLowerCase())
  return VERDICTS.find((verdict) => verdict === said)
}

/**
 * A sender is forged where neither SPF nor DKIM speaks for its domain; pairs overrule either way (documented).
 * Where an arrival says nothing of either, nothing is held against it.
 */
function spoofOf(state: MailState, { author, message, origin }: Letter): Spoof {
  const { connection } = origin
  const domain = domainOf(author)
  const internal = state.domainType(domain) !== undefined
  const infrastructure = infrastructureOf(connection)
  const fact = (verdict: Spoof['verdict']): Spoof => ({
    kind: 'spoof',
    sender: author,
    infrastructure,
    verdict,
  })
  const pair = state.pairs.filter((one) => one.internal === internal && one.matches(author, connection))
  if (pair.some(({ allows }) => !allows)) return fact('blocked by pair')
  const { permittedFor } = connection
  const { signedBy } = message
  const unsaid = permittedFor === undefined && signedBy === undefined
  if (unsaid || speaksFor(permittedFor, domain) || speaksFor(signedBy, domain)) return fact('authenticated')
  return fact(pair.length > 0 ? 'allowed by pair' : 'spoofed')
}

/** Relaxed alignment: a domain speaks for those below it and above it (documented default of DMARC). */
const speaksFor = (domains: readonly string[] | undefined, domain: string): boolean =>
  domain === '' ||
  (domains ?? []).some((one) => {
    const folded = one.toLowerCase()
    return folded === domain || domain.endsWith(`.${folded}`) || folded.endsWith(`.${domain}`)
  })
