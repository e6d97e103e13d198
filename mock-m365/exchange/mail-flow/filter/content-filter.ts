/**
 * The filter after the rules: allowed senders, spoofed senders, spam, and the policy's action.
 * https://learn.microsoft.com/defender-office-365/how-policies-and-protections-are-combined
 */
import type { Letter } from '../letter.ts'
import { domainOf } from '../message.ts'
import type { MailState } from '../state.ts'
import type { Direction, Fact, FilterAction } from '../trace/trace.ts'
import { asfFor } from './asf.ts'
import type { FilterPolicy, Mark, SpoofPolicy, Verdict } from './policy.ts'
import { infrastructureOf } from './spoof-pairs.ts'
import { spoofAction } from './spoof-policy.ts'

export type Filtered = Extract<Fact, { kind: 'filtered' }>
export type Spoof = Extract<Fact, { kind: 'spoof' }>

/** https://learn.microsoft.com/defender-office-365/anti-spam-protection-faq (GTUBE), https://www.eicar.org */
const GTUBE = 'XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X'
const EICAR = 'X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'

const hasGtube = ({ message }: Letter): boolean => message.body.includes(GTUBE)
const hasEicar = ({ message }: Letter): boolean => message.body.includes(EICAR)

/** Proposed: this header tells what the filter finds in a message, since the mock has no real filter. */
export const FILTER_TEST_HEADER = 'X-Filter-Test'

const VERDICTS: readonly Verdict[] = ['spam', 'high confidence spam', 'phish', 'high confidence phish']

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
  /** How the policy changes the message. */
  readonly mark: Mark | undefined
  /** Header values of the Advanced Spam Filter. */
  readonly custom: readonly string[]
}

interface Case {
  readonly state: MailState
  readonly letter: Letter
  readonly dir: Direction
  readonly policy: FilterPolicy
  readonly spoofing: SpoofPolicy
  readonly found: Verdict | undefined
  /** Whether the entry of the IP Allow List counts. */
  readonly isAllowed: boolean
  readonly spoof: Spoof | undefined
}

type Ruling = Level & { readonly action: FilterAction; readonly why: string; readonly mark?: Mark }

const SKIPPED: Level = { scl: -1, sfv: 'SKN' }

/** From this SCL on a rule sets spam, and from 7 high confidence spam (older pages; the newest names 9). */
const SPAM_FROM = 5
const HIGH_FROM = 7

/** @param level the stamped level, where it is not the verdict's own */
function acted({ policy, dir }: Case, verdict: Verdict, why: string, level = LEVELS[verdict]): Ruling {
  // Outbound spam is sent by other servers and not held back (documented), except high confidence phishing.
  if (dir === 'OUT' && verdict !== 'high confidence phish') return { ...level, action: 'deliver', why }
  const mark = policy.marks[verdict]
  return { ...level, action: policy.actions[verdict], why, ...(mark ? { mark } : {}) }
}

const skipped = (sfv: string, why: string): Ruling => ({ ...SKIPPED, sfv, action: 'deliver', why })

/** Verdicts before spoofing in the order of protection; spam and bulk come after it (documented). */
const BEFORE_SPOOF: ReadonlySet<Verdict | undefined> = new Set(['phish', 'high confidence spam'])

/**
 * In order; the first answer counts. Malware, high confidence phishing and blocked senders come before every
 * allow entry. Then come rules, senders inside the organization, the IP Allow List, the policy's lists, and
 * the filter's verdict with spoofed senders (documented; the order of the lists is inferred).
 */
const RULINGS: readonly ((one: Case) => Ruling | undefined)[] = [
  ({ letter }) =>
    hasEicar(letter) ? { scl: 9, sfv: 'MALW', action: 'quarantine', why: 'malware' } : undefined,
  (one) => {
    const { letter, found, dir, policy, state } = one
    if (dir === 'INT' && !policy.internal.has('high confidence phish')) return undefined
    if (found === 'high confidence phish') return acted(one, found, 'phishing of high confidence')
    if (letter.origin.attribution.internal) return undefined
    const blocked = blockedSender(state, letter)
    return blocked === undefined
      ? undefined
      : acted(one, 'high confidence phish', `a block entry for ${blocked}`)
  },
  ({ letter: { scl } }) => (scl !== undefined && scl < 0 ? skipped('SKN', 'a rule set SCL -1') : undefined),
  (one) => {
    const { scl = 0 } = one.letter
    if (scl < SPAM_FROM) return undefined
    const isHigh = scl >= HIGH_FROM
    const level = { scl: isHigh ? 9 : scl, sfv: 'SKS' }
    return acted(one, isHigh ? 'high confidence spam' : 'spam', `a rule set SCL ${scl}`, level)
  },
  (one) => {
    const { letter, found, dir, policy } = one
    if (!letter.origin.attribution.internal) return undefined
    const counts = dir === 'INT' && found !== undefined && policy.internal.has(found)
    return counts ? acted(one, found, found) : skipped('SKI', 'authenticated sender')
  },
  ({ state, letter: { author } }) =>
    state.remoteDomain(domainOf(author)).trusted
      ? skipped('SKN', 'a remote domain whose mail is trusted')
      : undefined,
  ({ isAllowed }) => (isAllowed ? skipped('SKN', 'the IP Allow List') : undefined),
  (one) =>
    isListed(one.policy.blocked, one.letter)
      ? acted(one, 'spam', 'a blocked sender of the policy', { scl: 6, sfv: 'SKB' })
      : undefined,
  ({ policy, letter }) =>
    isListed(policy.allowed, letter) ? skipped('SKA', 'an allowed sender of the policy') : undefined,
  (one) =>
    one.spoof?.verdict === 'blocked by pair'
      ? acted(one, 'phish', 'a block entry for the spoofed sender')
      : undefined,
  (one) => (BEFORE_SPOOF.has(one.found) && !isAllowedSender(one) ? ofVerdict(one) : undefined),
  ({ spoof, spoofing, letter: { origin } }) =>
    spoof?.verdict === 'spoofed'
      ? { scl: 5, sfv: 'SPM', action: spoofAction(spoofing, origin.authentication), why: 'a forged sender' }
      : undefined,
  (one) => (isAllowedSender(one) ? skipped('SKN', 'an allow entry for the sender') : undefined),
  (one) => ofVerdict(one),
]

const ofVerdict = (one: Case): Ruling | undefined =>
  one.found === undefined ? undefined : acted(one, one.found, one.found)

/** The policies for all recipients of a letter. */
export interface Policies {
  readonly policy: FilterPolicy
  readonly spoofing: SpoofPolicy
}

export function filter(
  state: MailState,
  letter: Letter,
  dir: Direction,
  { policy, spoofing }: Policies,
): FilterOutcome {
  const { origin, scl } = letter
  const ipv = origin.allowedBy === undefined ? 'NLI' : 'CAL'
  const custom = policy.asf.length === 0 || dir !== 'INB' ? NONE : asfFor(policy.asf, letter)
  const found = verdictOf(letter, policy) ?? (custom.length > 0 ? 'high confidence spam' : undefined)
  const isAllowed = scl === undefined && ipv === 'CAL' && !isOnConnector(state, origin.connection.ip)
  const one: Case = { state, letter, dir, policy, spoofing, found, isAllowed, spoof: undefined }
  const asksForSpoof =
    spoofing.asks && dir !== 'OUT' && !origin.attribution.internal && !isAllowed && !isDecided(letter)
  const spoof = asksForSpoof ? spoofOf(state, letter) : undefined
  const ruling = rulingFor({ ...one, spoof })
  const { scl: level, sfv, action, why, mark } = ruling
  const filtered: Filtered = { kind: 'filtered', scl: level, sfv, ipv, dir, action, why }
  return { spoof, filtered, mark, custom }
}

const NONE: readonly string[] = []

/** A rule's level decides before the sender is judged. */
const isDecided = ({ scl }: Letter): boolean => scl !== undefined && (scl < 0 || scl >= SPAM_FROM)

function rulingFor(one: Case): Ruling {
  for (const rule of RULINGS) {
    const ruling = rule(one)
    if (ruling) return ruling
  }
  return { scl: 1, sfv: 'NSPM', action: 'deliver', why: 'nothing found' }
}

const isListed = (list: ReadonlySet<string>, { author }: Letter): boolean =>
  list.size > 0 && (list.has(author) || list.has(domainOf(author)))

/** The sender in the header or in the envelope (inferred: the pages do not say which). */
const blockedSender = ({ senders }: MailState, { author, message, origin }: Letter): string | undefined =>
  senders.blocks(author, origin.at) ?? senders.blocks(message.from.toLowerCase(), origin.at)

const isAllowedSender = ({ state, letter }: Case): boolean =>
  state.senders.allows(letter.author, letter.origin.at) !== undefined

/** An allowed address that an address-based connector also names is still filtered (documented). */
const isOnConnector = ({ inbound }: MailState, ip: string): boolean =>
  inbound.some(({ type, addresses }) => type === 'OnPremises' && addresses(ip) !== undefined)

/** `bulk 5` has the complaint level; without one it is the highest. */
function verdictOf(letter: Letter, { bulkFrom }: FilterPolicy): Verdict | undefined {
  if (hasGtube(letter)) return 'high confidence spam'
  const [said] = letter.headers(TEST_HEADER)
  if (said === undefined) return undefined
  const [, level] = /^bulk(?: ([0-9]))?$/.exec(said) ?? []
  if (said.startsWith('bulk')) return Number(level ?? 9) >= bulkFrom ? 'bulk' : undefined
  return VERDICTS.find((verdict) => verdict === said)
}

const TEST_HEADER = FILTER_TEST_HEADER.toLowerCase()

/**
 * A sender is spoofed where SPF and DKIM do not authenticate its domain; pairs of the list overrule this in
 * both directions (documented). An arrival without this information is not spoofed.
 */
function spoofOf(state: MailState, { author, message, origin }: Letter): Spoof {
  const connection = origin.source ?? origin.connection
  const domain = domainOf(author)
  const internal = state.domainType(domain) !== undefined
  const infrastructure = infrastructureOf(connection)
  const fact = (verdict: Spoof['verdict']): Spoof => ({
    kind: 'spoof',
    sender: author,
    infrastructure,
    verdict,
  })
  const { signedBy } = message
  const pair = state.pairs.filter(
    (one) => one.internal === internal && one.matches(author, connection, signedBy),
  )
  if (pair.some(({ allows }) => !allows)) return fact('blocked by pair')
  if (origin.authentication?.isAligned !== false) return fact('authenticated')
  return fact(pair.length > 0 ? 'allowed by pair' : 'spoofed')
}
