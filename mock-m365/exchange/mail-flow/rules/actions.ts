/**
 * Actions of rules, compiled. Those that change the message, its recipients, its route or its end are carried
 * out; the others are only recorded.
 * https://learn.microsoft.com/exchange/security-and-compliance/mail-flow-rules/mail-flow-rule-actions
 */
import type { Entity } from '../../../base.ts'
import type { Addressee } from '../envelope.ts'
import type { Letter } from '../letter.ts'
import { headerOf } from '../message.ts'
import { RECIPIENT_REFUSALS } from '../recipients/resolve.ts'
import { textsOf } from '../texts.ts'
import type { Action, End, Hands } from './action.ts'

interface ActionSource {
  readonly values: readonly string[]
  readonly text: string
  readonly rule: Entity
}

type Apply = (letter: Letter, hands: Hands) => End | undefined
type Maker = (source: ActionSource) => Apply

/**
 * Carried out in this order, in whatever order they were given (inferred); those that end a copy are last.
 */
const APPLIED: Readonly<Record<string, Maker>> = {
  PrependSubject:
    ({ text }) =>
    (letter) => {
      const subject = headerOf(letter.message, 'subject') ?? ''
      if (!subject.startsWith(text)) letter.setHeader('Subject', `${text}${subject}`)
      return undefined
    },
  SetSCL:
    ({ text }) =>
    (letter) => {
      letter.scl = Number(text)
      return undefined
    },
  SetHeaderName:
    ({ text, rule }) =>
    (letter) => {
      letter.setHeader(text, String(rule.SetHeaderValue ?? ''))
      return undefined
    },
  RemoveHeader:
    ({ text }) =>
    (letter) => {
      letter.removeHeader(text)
      return undefined
    },
  ApplyHtmlDisclaimerText:
    ({ text, rule }) =>
    (letter) => {
      if (letter.isOpaque) return disclaimedOpaque(letter, text, rule)
      const { body } = letter.message
      letter.change({
        body: rule.ApplyHtmlDisclaimerLocation === 'Prepend' ? `${text}\n${body}` : `${body}\n${text}`,
      })
      return undefined
    },
  AddToRecipients: added,
  CopyTo: added,
  BlindCopyTo: added,
  RouteMessageOutboundConnector: ({ text, rule }) => {
    const route = { connector: text, rule: String(rule.Name) }
    return (letter) => {
      letter.route = route
      return undefined
    }
  },
  RouteMessageOutboundRequireTls: () => (letter) => {
    letter.requireTls = true
    return undefined
  },
  AddManagerAsRecipientType: withManager,
  RedirectMessageTo: ({ values }) => redirectTo(values),
  ModerateMessageByUser: () => () => ({ fate: 'moderated' }),
  // Without a manager in the directory the action does nothing (documented).
  ModerateMessageByManager:
    () =>
    ({ author }, { managerOf }) =>
      managerOf(author) === undefined ? undefined : { fate: 'moderated' },
  Quarantine: () => () => ({ fate: 'quarantine' }),
  DeleteMessage: () => () => ({ fate: 'deleted' }),
  RejectMessageReasonText: ({ text, rule }) => {
    // Observed in published bounces; the place of the rule's own reason is inferred.
    const code = String(rule.RejectMessageEnhancedStatusCode ?? '5.7.1')
    const status = `550 ${code} TRANSPORT.RULES.RejectMessage; the message was rejected by organization policy: ${text}`
    return () => ({ fate: 'rejected', status })
  },
}

/** What happens to a message that cannot get a disclaimer (documented; the refusal's text is inferred). */
function disclaimedOpaque(letter: Letter, text: string, rule: Entity): End | undefined {
  switch (rule.ApplyHtmlDisclaimerFallbackAction) {
    case 'Ignore':
      return undefined
    case 'Reject':
      return {
        fate: 'rejected',
        status: "550 5.7.1 TRANSPORT.RULES.RejectMessage; a disclaimer can't be added to the message",
      }
    default: {
      // Wrapped: the message becomes an attachment of a new message with the disclaimer.
      const { size } = letter.message
      const file = { name: 'message.eml', type: 'message/rfc822', size }
      letter.setHeader('Content-Type', 'multipart/mixed')
      letter.change({ body: text, attachments: [file] })
      return undefined
    }
  }
}

/** Only recorded: they send other mail, protect or label the message, and do not change its route or end. */
const RECORDED = [
  ...['SetAuditSeverity', 'ApplyClassification', 'ApplyRightsProtectionTemplate', 'ApplyOME', 'RemoveOME'],
  ...['RemoveOMEv2', 'RemoveRMSAttachmentEncryption', 'GenerateIncidentReport', 'GenerateNotification'],
  'SenderNotificationType',
]

function added({ values }: ActionSource): Apply {
  return (letter, { resolve }) => {
    const more = values.flatMap((address) => resolve(address))
    letter.addressees = each([...letter.addressees, ...more])
    return undefined
  }
}

/** Works only where the directory has a manager of the sender (documented). */
function withManager(source: ActionSource): Apply {
  return (letter, hands) => {
    const manager = hands.managerOf(letter.author)
    if (manager === undefined) return undefined
    const values = [manager]
    return (source.text === 'Redirect' ? redirectTo(values) : added({ ...source, values }))(letter, hands)
  }
}

/**
 * Documented: a message that rules have redirected once is refused if they redirect it again, even to another
 * address.
 */
const REDIRECTED_HEADER = 'X-MS-Exchange-Transport-Rules-Loop'
const REDIRECTED_TWICE =
  '550 5.7.128 TRANSPORT.RULES.RejectMessage; Transport rules loop count exceeded and message rejected'

function redirectTo(values: readonly string[]): Apply {
  return (letter, { resolve }) => {
    if (letter.headers(REDIRECTED_HEADER.toLowerCase()).length > 0)
      return { fate: 'rejected', status: REDIRECTED_TWICE }
    const addressees = each(values.flatMap((address) => resolve(address)))
    if (addressees.length === 0) return { fate: 'rejected', status: RECIPIENT_REFUSALS.unknown }
    letter.setHeader(REDIRECTED_HEADER, '1')
    letter.addressees = addressees
    return undefined
  }
}

function each(addressees: readonly Addressee[]): readonly Addressee[] {
  const known = new Set<string>()
  return addressees.filter(({ address }) => !known.has(address) && known.add(address))
}

export function actionsOf(rule: Entity): readonly Action[] {
  const actions: Action[] = []
  for (const [name, maker] of Object.entries(APPLIED)) {
    const value = rule[name]
    if (!isGiven(value)) continue
    const text = typeof value === 'number' ? String(value) : (textsOf(value)[0] ?? '')
    const shown =
      name === 'SetHeaderName'
        ? `${text}: ${rule.SetHeaderValue}`
        : textsOf(value).join(', ') || String(value)
    actions.push({
      name: SHOWN[name] ?? name,
      value: shown,
      apply: maker({ values: textsOf(value), text, rule }),
    })
  }
  for (const name of RECORDED) if (isGiven(rule[name])) actions.push({ name, value: String(rule[name]) })
  if (rule.StopRuleProcessing === true) actions.push({ name: 'StopRuleProcessing', value: 'true' })
  return actions
}

const SHOWN: Readonly<Record<string, string>> = {
  SetHeaderName: 'SetHeader',
  RejectMessageReasonText: 'RejectMessage',
}

const isGiven = (value: unknown): boolean =>
  value !== null &&
  value !== undefined &&
  value !== false &&
  value !== '' &&
  !(Array.isArray(value) && value.length === 0)
