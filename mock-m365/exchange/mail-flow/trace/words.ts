/** A trace in sentences: what happened, where, and why. */
import { copyMarks } from './copies.ts'
import type { Fate, FatePlace, Reason, Step, Trace } from './trace.ts'

/** One line for each fact, a heading line for each pass, and a line for each end. */
export function words(trace: Trace): readonly string[] {
  const lines: string[] = []
  const marks = copyMarks(trace.steps)
  let pass = -1
  for (const step of trace.steps) {
    if (step.pass !== pass) {
      pass = step.pass
      lines.push(pass === 0 ? 'The message arrives.' : `Pass ${pass + 1} through the tenant.`)
    }
    const copy = marks.get(step)
    lines.push(`  ${copy === undefined ? '' : `Copy ${copy}: `}${sentenceOf(step)}`)
  }
  lines.push('Where it ended:')
  for (const fate of trace.fates) lines.push(`  ${endOf(fate)}`)
  return lines.map(printable)
}

/** Names and addresses are foreign text, and terminals obey control characters. */
export const printable = (line: string): string => line.replace(/\p{Cc}/gu, '\ufffd')

const listed = (ones: readonly string[]): string =>
  ones.length > LISTED_MAX
    ? `${ones.slice(0, LISTED_MAX).join(', ')} and ${ones.length - LISTED_MAX} more`
    : ones.join(', ')

const LISTED_MAX = 5

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

export function sentenceOf(step: Step): string {
  switch (step.kind) {
    case 'arrived':
      return step.submittedBy === undefined
        ? `The server ${step.helo} (${step.ip}) hands over mail from <${step.from}> to ${listed(step.to)}${step.tls ? ' over TLS' : ''}.`
        : `The mailbox of ${step.submittedBy} submits mail to ${listed(step.to)}.`
    case 'hops':
      return `${step.received} servers have had it already; ${step.limit} are the limit.`
    case 'connection filter':
      return `The connection filter ${step.verdict === 'allowed' ? 'allows' : 'blocks'} ${step.ip}: its list holds ${step.entry}.`
    case 'attributed':
      return attributionOf(step)
    case 'source':
      return `Enhanced filtering finds ${step.helo} (${step.ip}) behind it${step.counts ? '' : ', and passes it over, since not all recipients are named'}.`
    case 'forwarded':
      return `The mailbox of ${step.recipient} forwards it to ${step.to}${step.keeps ? ' and keeps it' : ''}.`
    case 'held':
      return `The recipient ${step.recipient} is moderated: it waits for ${listed(step.moderators)}.`
    case 'dropped':
      return `Deleted without a word for ${step.recipient}: ${step.status}`
    case 'expanded':
      return `The group ${step.group} is expanded to ${step.members.length === 0 ? 'nobody' : listed(step.members)}.`
    case 'journaled':
      return `Journal rule ${step.rules.map((rule) => `'${rule}'`).join(', ')}: a report goes to ${step.to}.`
    case 'rule':
      return ruleOf(step)
    case 'split':
      return `Copy ${step.into} continues only for ${listed(step.recipients)}, because of '${step.why}'.`
    case 'spoof':
      return `The sender ${step.sender}, sent from ${step.infrastructure}, is ${SPOOFS[step.verdict]}.`
    case 'filtered':
      return `The filter gives SCL ${step.scl} (SFV:${step.sfv}, IPV:${step.ipv}, DIR:${step.dir}) for ${step.why}: ${ACTIONS[step.action]}.`
    case 'routed':
      return routeOf(step)
    case 'handed over':
      return `${capital(step.host)} takes it at ${step.at} for ${listed(step.recipients)}.`
    case 'scanned':
      return `${capital(step.relay)} scans it: ${step.verdict}.`
    case 'returned':
      return `${capital(step.relay)} returns it from ${step.ip} for ${listed(step.to)}${step.delaySeconds ? ` after ${step.delaySeconds} seconds` : ''}.`
    case 'deferred':
      return `The host ${step.host} can't be used (${step.status}); the message waits for it.`
    case 'refused':
      return `Refused by ${step.by} for ${listed(step.recipients)}: ${step.status}${step.why === undefined ? '' : ` (${step.why})`}`
  }
}

const SPOOFS = {
  authenticated: 'authenticated',
  'allowed by pair': 'let in by an allow entry for spoofed senders',
  'blocked by pair': 'kept out by a block entry for spoofed senders',
  spoofed: 'forged: neither SPF nor DKIM speaks for it, and no allow entry does',
} as const

const ACTIONS = {
  deliver: 'it goes on',
  junk: 'it is marked for the Junk folder',
  quarantine: 'it goes to quarantine',
  delete: 'it is deleted',
  redirect: "it goes to the policy's address",
  reject: 'it is refused',
} as const

type StepOf<Kind extends Step['kind']> = Extract<Step, { kind: Kind }>

function attributionOf({ connector, type, by, internal }: StepOf<'attributed'>): string {
  if (type === 'submission') return 'It is authenticated mail of the tenant.'
  if (connector === undefined) return 'No inbound connector owns it: anonymous mail of the Internet.'
  return `Inbound connector '${connector}' (${type}) owns it by ${by}: ${internal ? 'it counts as internal' : 'it counts as external'}.`
}

const reasonOf = ({ predicate, found }: Reason): string =>
  found === '' ? `${predicate} (which the mock cannot judge)` : `${predicate} '${found}'`

function ruleOf({ rule, priority, outcome, because, did, recipients }: StepOf<'rule'>): string {
  const name = `Rule ${priority} '${rule}'`
  const why = because.length === 0 ? 'it holds for all mail' : because.map(reasonOf).join(' and ')
  const actions = did
    .map(({ action, value }) => (value === 'true' ? action : `${action} '${value}'`))
    .join(', ')
  switch (outcome) {
    case 'acted':
      return `${name} acts for ${listed(recipients)}, since ${why}: ${actions || 'no action'}.`
    case 'audited':
      return `${name} is in test mode and would have acted, since ${why}: ${actions || 'no action'}.`
    case 'excepted':
      return `${name} is stopped by its exception ${why}.`
    case 'not judged':
      return `${name} is passed over: ${why}.`
  }
}

function routeOf({ connector, rule, host, recipients }: StepOf<'routed'>): string {
  const by = rule === undefined ? '' : `, as rule '${rule}' asked`
  return connector === undefined
    ? `For ${listed(recipients)} it goes to the mail exchanger of ${host}.`
    : `For ${listed(recipients)} it goes through outbound connector '${connector}' to ${host}${by}.`
}

/** Ends in few words. */
export const FATES: Readonly<Record<FatePlace, string>> = {
  inbox: 'delivered to the Inbox',
  junk: 'delivered to the Junk folder',
  quarantine: 'in quarantine',
  internet: 'handed to the Internet',
  rejected: 'rejected',
  deleted: 'deleted',
  moderated: 'held for a moderator',
  redirected: 'redirected to others',
  'kept outside': 'kept back by the scanner',
  lost: 'LOST',
}

function endOf({ recipient, fate, status, scans, looped, report }: Fate): string {
  const scanned = scans.length === 0 ? 'never scanned' : `scanned by ${countsOf(scans)}`
  return `${report ? 'Journal report to ' : ''}${recipient}: ${FATES[fate]}${status === undefined ? '' : ` (${status})`}, ${scanned}${looped ? ', LOOPED' : ''}.`
}

function countsOf(scans: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const relay of scans) counts.set(relay, (counts.get(relay) ?? 0) + 1)
  return [...counts].map(([relay, count]) => `${relay} ${count === 1 ? 'once' : `${count} times`}`).join(', ')
}
