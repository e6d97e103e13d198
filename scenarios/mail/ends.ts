/** Where a probe ended, copy by copy, and what befell it on its way. */
import QuickLRU from 'quick-lru'
import type { FatePlace, Message, Trace } from '#mock-m365'

/** The end of one copy of a probe for one recipient. */
export interface End {
  readonly recipient: string
  readonly fate: FatePlace
  readonly status: string
  /** Scanners that had it, in order. */
  readonly scans: readonly string[]
  readonly looped: boolean
  /** A journal report ended here, and not the message. */
  readonly report?: true
  /** Rules that acted on mail for this recipient, as often as they did, with the values of their actions. */
  readonly rules: readonly Met[]
  /** Outbound connectors by which mail for this recipient left, as often as it did. */
  readonly connectors: readonly Met[]
  /** The message that was delivered, without the lines of servers and scanners on its way; empty where none was. */
  readonly content: string
}

export interface Met {
  readonly name: string
  readonly values: readonly string[]
}

/** Ends of each probe, in the probes' order. */
export type Ends = readonly (readonly End[])[]

export function endsOf({ fates, steps }: Trace): readonly End[] {
  const acted = steps.flatMap((step) =>
    step.kind === 'rule' && step.outcome === 'acted'
      ? [{ name: step.rule, values: step.did.map(({ value }) => value), recipients: step.recipients }]
      : [],
  )
  const routed = steps.flatMap((step) =>
    step.kind === 'routed' && step.connector
      ? [{ name: step.connector, values: [], recipients: step.recipients }]
      : [],
  )
  return fates.map(({ recipient, fate, status = '', scans, looped, report, message }) => ({
    recipient,
    fate,
    status,
    scans,
    looped,
    ...(report ? { report } : {}),
    rules: metBy(acted, recipient),
    connectors: metBy(routed, recipient),
    content: message ? shared(contentOf(message)) : '',
  }))
}

function metBy(
  all: readonly (Met & { readonly recipients: readonly string[] })[],
  recipient: string,
): readonly Met[] {
  return all.flatMap(({ recipients, ...met }) => (recipients.includes(recipient) ? [met] : []))
}

/** What servers, filters and the scanner write on any message's way. */
const WRITTEN_ON_THE_WAY =
  /^(?:received(?:-spf)?|authentication-results.*|arc-.*|x-ms-exchange-.*|x-forefront-.*|x-microsoft-.*|x-trendmicro-.*|x-(?:custom)?spam.*)$/i

function contentOf({ headers, body, attachments }: Message): string {
  const lines = headers
    .filter(([name]) => !WRITTEN_ON_THE_WAY.test(name))
    .map(([name, value]) => `${name}: ${value}`)
    .sort()
  return [...lines, '', body, ...attachments.map(({ name }) => `[${name}]`)].join('\n')
}

const SHARED_MAX = 2000
const contents = new QuickLRU<string, string>({ maxSize: SHARED_MAX })

/** Equal contents are one text in memory: thousands of tenants give few different messages. */
function shared(content: string): string {
  const known = contents.get(content)
  if (known !== undefined) return known
  contents.set(content, content)
  return content
}
