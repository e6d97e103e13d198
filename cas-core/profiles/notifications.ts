/** What notifications and e-mail about an account say. Sentences of which no page gives the wording are proposed. */
import type { LossCause } from '../microsoft/lost-access.ts'
import type { NotificationData } from '../notifications/notification.ts'
import type { Drift, DriftKind } from '../reconcile/drift.ts'
import type { Incident } from '../service-accounts/memory/incidents.ts'
import { failureIn } from './failures.ts'

/** The account that a message is about, as the console names it. */
export interface About {
  readonly organization: string
  /** The organization's tenant, by name or id; undefined where the reader has one only. */
  readonly tenant?: string | undefined
  /** The product's name of the service: `Exchange Online (Inline Mode)`. */
  readonly service: string
  /** Name of the service account. */
  readonly account: string
}

export type NotificationWords = {
  readonly [Code in keyof NotificationData]: (data: NotificationData[Code], about: About) => string
}

export interface Message {
  readonly subject: string
  readonly text: string
}

/** Undefined where this generation sends none. */
export type TokenMailWords = ((incident: Incident, about: About) => Message) | undefined

export const NOTIFICATION_WORDS: NotificationWords = {
  'token invalid': ({ cause }, { service, organization }) =>
    `The access token of the ${service} service account for ${organization} is invalid. ${remedyOf(cause)}`,
  'token valid again': (_, { service, organization }) =>
    `The access token of the ${service} service account for ${organization} is valid again.`,
  // documented for the earlier generation, whose screen lists it
  'access granted': (_, { service }) =>
    /Inline Mode/.test(service) ? 'Exchange Online protected in inline mode.' : `${service} protected.`,
  'drift found': ({ findings }, { service, organization }) =>
    `Objects of ${service} for ${organization} were changed by somebody else: ${driftIn(findings)}.`,
}

/** A credential of the vendor's own is refused in all tenants at once, and no customer can renew it (proposed). */
const remedyOf = (cause: LossCause): string =>
  cause === 'secret refused'
    ? 'The credential of the product itself was refused: only the vendor can mend this.'
    : 'Go to Administration > Service Account to recreate the access token.'

/** `"TMCAS …" was removed, and is repaired; …` */
export const driftIn = (findings: readonly Drift[]): string =>
  findings.map((one) => `"${one.name}" ${WHAT[one.kind](one)}, and is ${one.outcome}`).join('; ')

const WHAT: Readonly<Record<DriftKind, (drift: Drift) => string>> = {
  removed: () => 'was removed',
  changed: ({ fields }) => `was changed in ${Object.keys(fields).join(', ')}`,
  'mark removed': () => 'has lost the mark of the product',
  'switched off': () => 'was switched off',
  'switched on': () => 'was switched on',
  'taken out': () => 'lacks entries of the product',
}

/** How a report schedule shows that it was stopped (proposed). */
export const STOPPED = 'Stopped: access revoked'

const PRODUCT = 'Trend Micro Cloud App Security'
/** The name of the product's later generation. */
export const LATER_PRODUCT = 'Cloud Email and Collaboration Protection'

const RECREATE = [
  'Advanced Threat Protection and Data Loss Prevention policies cannot be applied until the access token is recreated.',
  'Go to Administration > Service Account > Recreate Access Token.',
  '',
]

export const tokenMailOf =
  (product: string) =>
  ({ openedAt, ...failure }: Incident, { organization, tenant, service, account }: About): Message => ({
    subject: `[${product}] Access token invalid: ${service} (${organization})`,
    text: [
      `Service account: ${account}`,
      `Organization: ${organization}`,
      ...(tenant === undefined ? [] : [`Tenant: ${tenant}`]),
      `Service: ${service}`,
      `Detected at (UTC): ${new Date(openedAt).toISOString()}`,
      '',
      ...(failure.cause === 'secret refused' ? [] : RECREATE),
      failureIn(failure),
    ].join('\n'),
  })

export const TOKEN_MAIL: TokenMailWords = tokenMailOf(PRODUCT)
