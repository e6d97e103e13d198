/** A small tenant with people, groups and domains, and messages to it, for this folder's tests. */
import type { Entity } from '../../base.ts'
import { compileMail } from '../mail-flow/compile.ts'
import { deliverMail } from '../mail-flow/deliver.ts'
import type { Arrival, Connection, Header, Message } from '../mail-flow/message.ts'
import { internetHost } from '../mail-flow/outside/hosts.ts'
import type { Outside } from '../mail-flow/outside/outside.ts'
import { type RelayProfile, scanningRelay } from '../mail-flow/outside/scanning-relay.ts'
import type { Fate, Trace } from '../mail-flow/trace/trace.ts'
import { acceptedDomain } from '../objects.ts'
import { origin, START, type World, world } from './world.ts'

const SYSTEM = {
  at: START,
  actor: { type: 'system', id: 's', displayName: 'S' },
  call: 'test',
  requestId: 'r',
} as const

export interface MailWorld extends World {
  readonly put: (kind: string, key: string, entity: Entity | undefined) => void
  /** A cmdlet that must succeed. */
  readonly run: (cmdlet: string, parameters: object) => void
  readonly mail: (message?: MessageShort, outside?: Outside) => Trace
}

/**
 * Users ann, ben and eve; `sales` contains ann and the group `inner`, which contains ben; `relay.contoso.com`
 * is relayed.
 */
export function mailWorld(): MailWorld {
  const made = world()
  const put: MailWorld['put'] = (kind, key, entity) => {
    made.tenant.commit(SYSTEM, kind, key, entity)
  }
  for (const name of ['ann', 'ben', 'eve']) {
    const mail = `${name}@contoso.com`
    put('users', name, {
      id: name,
      userPrincipalName: mail,
      mail,
      proxyAddresses: [`SMTP:${mail}`, `smtp:${name}.alias@contoso.com`],
    })
  }
  for (const name of ['sales', 'inner', 'team'])
    put('groups', name, {
      id: name,
      displayName: name,
      mail: `${name}@contoso.com`,
      mailEnabled: true,
      groupTypes: name === 'team' ? ['Unified'] : [],
    })
  for (const [groupId, memberId] of [
    ['sales', 'ann'],
    ['sales', 'inner'],
    ['inner', 'ben'],
  ])
    put('groups/members', `${groupId}/${memberId}`, { groupId, memberId })
  put('groups', '00000000-0000-4000-8000-0000000000a1', undefined)
  put('users', 'u1', undefined)
  for (const [DomainName, DomainType] of [
    ['relay.contoso.com', 'InternalRelay'],
    ['outer.contoso.com', 'ExternalRelay'],
  ] as const) {
    put('domains', DomainName, { id: DomainName, isVerified: true })
    put('AcceptedDomain', DomainName, acceptedDomain(origin(DomainName), { DomainName, DomainType }))
  }
  const run: MailWorld['run'] = (cmdlet, parameters) => {
    const reply = made.send(cmdlet, parameters)
    if (reply.status !== 200) throw new Error(`${cmdlet} is refused: ${reply.text}`)
  }
  return {
    ...made,
    put,
    run,
    mail: (message = {}, outside = [internetHost()]) =>
      deliverMail(compileMail(made.tenant), arrivalOf(message), outside),
  }
}

/** A message's fields in a test; the default is a plain message from bob@example.org to ann. */
export interface MessageShort {
  readonly from?: string
  readonly to?: readonly string[]
  readonly subject?: string
  readonly body?: string
  readonly size?: number
  readonly headers?: readonly Header[]
  readonly attachments?: Message['attachments']
  readonly signedBy?: readonly string[]
  /** The sender's mailbox submits it. */
  readonly submitted?: true
  readonly connection?: { readonly [Name in keyof Connection]?: Connection[Name] | undefined }
  readonly at?: number
}

export const INTERNET = {
  ip: '203.0.113.9',
  helo: 'mx.example.org',
  ptr: 'mx.example.org',
  tls: { names: [], trusted: false },
}

export function arrivalOf(short: MessageShort = {}): Arrival {
  const { from = short.submitted ? 'ann@contoso.com' : 'bob@example.org', to = ['ann@contoso.com'] } = short
  const headers: readonly Header[] = [
    ['From', `Someone <${from}>`],
    ['To', to.join(', ')],
    ['Subject', short.subject ?? 'Hello'],
    ['Message-ID', '<1@example.org>'],
  ]
  const given = new Set((short.headers ?? []).map(([name]) => name))
  return {
    message: {
      from,
      to,
      headers: [...(short.headers ?? []), ...headers.filter(([name]) => !given.has(name))],
      body: short.body ?? 'Good morning',
      size: short.size ?? 1000,
      attachments: short.attachments ?? [],
      ...(short.signedBy ? { signedBy: short.signedBy } : {}),
    },
    connection: connectionOf(short, from),
    at: short.at ?? START,
  }
}

/** `ann@contoso.com inbox`, a line for each end. */
export const fatesOf = ({ fates }: Trace): readonly string[] =>
  fates.map((fate) => `${fate.recipient} ${placeOf(fate)}`)

const placeOf = ({ fate, status }: Fate): string => (status === undefined ? fate : `${fate} ${status}`)

/** Names of the rules that acted, in order. */
export const ruleNames = ({ steps }: Trace): readonly string[] =>
  steps.flatMap((step) => (step.kind === 'rule' && step.outcome === 'acted' ? [step.rule] : []))

export const LOOP_ID = '0123456789abcdef0123456789abcdef'

const PROFILE: Omit<RelayProfile, 'name' | 'takesAt' | 'returnsFrom' | 'addresses'> = {
  spamHeader: ['X-TrendMicro-CAS-SPAM', 'true'],
  product: 'Trend Micro CAS',
}

export const RELAYS: Outside = [
  scanningRelay({
    ...PROFILE,
    name: 'inbound relay',
    takesAt: 'inpre.scan.example',
    returnsFrom: 'inpost.scan.example',
    addresses: ['192.0.2.1', '192.0.2.9'],
  }),
  scanningRelay({
    ...PROFILE,
    name: 'outbound relay',
    takesAt: 'repre.scan.example',
    returnsFrom: 'repost.scan.example',
    addresses: ['192.0.2.17'],
  }),
  internetHost(),
]

export const INBOUND_RANGE = '192.0.2.0/28'
export const OUTBOUND_RANGE = '192.0.2.16/28'

/** Fields that are undefined are left out. */
function connectionOf({ submitted, connection = {} }: MessageShort, from: string): Connection {
  const given = { ...INTERNET, ...(submitted ? { submittedBy: from } : {}), ...connection }
  return Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  ) as unknown as Connection
}
