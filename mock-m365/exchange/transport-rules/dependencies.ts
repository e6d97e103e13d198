/**
 * Dependencies of a rule's parameters: defaults for a missing half, halves that go together, and parameters
 * that exclude each other. The dependencies are documented, the texts of the refusals inferred.
 * https://learn.microsoft.com/powershell/module/exchange/new-transportrule
 */
import type { Entity } from '../../base.ts'
import { invalidSettings } from '../errors.ts'
import type { Draft } from '../noun.ts'
import { ACTION_PROPERTIES } from './parameters.ts'

const isSet = (value: unknown): boolean => value !== null && value !== undefined && value !== false

/** Documented defaults of parameters that only complete another one. */
const COMPLETIONS = [
  ['RejectMessageReasonText', 'RejectMessageEnhancedStatusCode', '5.7.1'],
  ['RejectMessageEnhancedStatusCode', 'RejectMessageReasonText', 'Delivery not authorized, message refused'],
  ['SmtpRejectMessageRejectText', 'SmtpRejectMessageRejectStatusCode', '550'],
  [
    'SmtpRejectMessageRejectStatusCode',
    'SmtpRejectMessageRejectText',
    'Delivery not authorized, message refused',
  ],
  ['ApplyHtmlDisclaimerText', 'ApplyHtmlDisclaimerLocation', 'Append'],
  ['ApplyHtmlDisclaimerText', 'ApplyHtmlDisclaimerFallbackAction', 'Wrap'],
  ['ADComparisonAttribute', 'ADComparisonOperator', 'Equal'],
  ['ExceptIfADComparisonAttribute', 'ExceptIfADComparisonOperator', 'Equal'],
] as const

/** Parameters that need another one, and are removed together with it. */
const COMPLETING: readonly Pair[] = [
  ['ApplyHtmlDisclaimerLocation', 'ApplyHtmlDisclaimerText'],
  ['ApplyHtmlDisclaimerFallbackAction', 'ApplyHtmlDisclaimerText'],
  ['ADComparisonOperator', 'ADComparisonAttribute'],
  ['ExceptIfADComparisonOperator', 'ExceptIfADComparisonAttribute'],
  ['IncidentReportContent', 'GenerateIncidentReport'],
]

/** Further parameters that a parameter needs. */
const NEEDS: readonly Pair[] = [
  ...COMPLETING,
  ['RemoveRMSAttachmentEncryption', 'RemoveOMEv2'],
  ['SenderNotificationType', 'MessageContainsDataClassifications'],
]

type Pair = readonly [string, string]

const HALVES: readonly Pair[] = [
  ['HeaderContainsMessageHeader', 'HeaderContainsWords'],
  ['HeaderMatchesMessageHeader', 'HeaderMatchesPatterns'],
  ['BetweenMemberOf1', 'BetweenMemberOf2'],
  ['ManagerForEvaluatedUser', 'ManagerAddresses'],
]

const PAIRS: readonly Pair[] = [
  ...HALVES,
  ...HALVES.map(([a, b]): Pair => [`ExceptIf${a}`, `ExceptIf${b}`]),
  ['SetHeaderName', 'SetHeaderValue'],
]

/** Forwarding for approval allows no further action (documented); which ones the service refuses is inferred. */
const FORWARDS = ['ModerateMessageByUser', 'ModerateMessageByManager']
const ENDS = ['DeleteMessage', 'Quarantine', 'RejectMessageReasonText']
const DISPOSES = [...ENDS, 'RedirectMessageTo']

/** Parameters that exclude each other: a rule with one of the left cannot have one of the right. */
const EXCLUSIVE: readonly (readonly [readonly string[], readonly string[]])[] = [
  [FORWARDS, DISPOSES],
  // That a rule can't redirect and reject is documented; for the other two it is inferred.
  [['RedirectMessageTo'], ENDS],
]

/** Documented only for on-premises Exchange; that the cloud refuses them is inferred. */
const ON_PREMISES_SCOPES: readonly unknown[] = ['ExternalPartner', 'ExternalNonPartner']

/** Completes a rule's halves. @param before the former rule, from which a Set may have removed something */
export function completeHalves(draft: Draft, before: Entity | undefined): void {
  for (const [part, whole] of COMPLETING)
    if (!isSet(draft[whole]) && isSet(before?.[whole]) && draft[part] === before?.[part]) draft[part] = null
  for (const [given, other, value] of COMPLETIONS) if (isSet(draft[given])) draft[other] ??= value
}

/** @throws CmdletError naming the parameters that do not fit together */
export function refuseMisfits(draft: Draft): void {
  const half = PAIRS.find(([a, b]) => isSet(draft[a]) !== isSet(draft[b]))
  if (half) throw invalidSettings(`${half[0]} and ${half[1]} must be specified together.`)
  const alone = NEEDS.find(([part, whole]) => isSet(draft[part]) && !isSet(draft[whole]))
  if (alone) throw invalidSettings(`${alone[0]} requires ${alone[1]}.`)
  for (const [ones, others] of EXCLUSIVE) {
    const one = ones.find((name) => isSet(draft[name]))
    const other = others.find((name) => isSet(draft[name]))
    if (one && other) throw invalidSettings(`${one} can't be combined with ${other}.`)
  }
  const scope = [draft.SentToScope, draft.ExceptIfSentToScope].find((one) => ON_PREMISES_SCOPES.includes(one))
  if (scope !== undefined)
    throw invalidSettings(`The scope ${String(scope)} is available in on-premises Exchange only.`)
  const { ActivationDate, ExpiryDate } = draft
  if (isSet(ActivationDate) && isSet(ExpiryDate) && String(ActivationDate) >= String(ExpiryDate))
    throw invalidSettings('ExpiryDate must be later than ActivationDate.')
  if (!ACTS.some((name) => isSet(draft[name])))
    throw invalidSettings('A transport rule must have at least one action.')
}

/** Inferred: severity and stopping count as actions too, since they have their own classes (observed). */
const ACTS = ACTION_PROPERTIES
