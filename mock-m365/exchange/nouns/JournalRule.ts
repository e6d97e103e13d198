/**
 * Whose mail is reported to an archive. Names, defaults and scopes are documented; the order of the object's properties
 * and the texts of refusals are inferred where nothing else is said.
 * https://learn.microsoft.com/powershell/module/exchange/new-journalrule
 * https://learn.microsoft.com/exchange/security-and-compliance/journaling/journaling
 */
import type { Entity } from '../../base.ts'
import { directoryTail, distinguishedName, type Origin, type Placement } from '../directory-object.ts'
import { alternateJournalMissing, directoryObjectExists, invalidSettings, journalInside } from '../errors.ts'
import { isMailAddress } from '../network-addresses.ts'
import {
  changed,
  type Draft,
  type Invocation,
  type NounDefinition,
  noun,
  type Outcome,
  target,
} from '../noun.ts'
import type { ParameterSpec } from '../parameters.ts'
import { smtpAddress } from '../recipients/addresses.ts'
import { recipientByIdentity } from '../recipients/index.ts'

const KIND = 'JournalRule'
const PLACE: Placement = {
  container: 'CN=JournalingVersioned,CN=Rules,',
  category: 'ms-Exch-Transport-Rule',
  objectClass: 'msExchTransportRule',
  version: '0.1 (8.0.535.0)',
}
/** A limit that customers met; the page on journaling says 10. https://github.com/MicrosoftDocs/OfficeDocs-O365ServiceDescriptions/issues/78 */
const RULES_MAX = 50

const IDENTITY: ParameterSpec = { type: 'String', mandatory: true }

const definition: NounDefinition = {
  name: KIND,
  verbs: ['Get', 'New', 'Set', 'Remove'],
  parameters: {
    Name: { type: 'String', mandatory: true, max: 64 },
    JournalEmailAddress: { type: 'String', mandatory: true, max: 1123 },
    Enabled: { type: 'Boolean', verbs: ['New'] },
    Recipient: { type: 'String', max: 320, check: smtpAddress },
    Scope: {
      type: 'Enum',
      clr: 'Microsoft.Exchange.MessagingPolicies.Journaling.JournalRuleScope',
      values: ['Internal', 'External', 'Global'],
      cleared: 'Global',
    },
  },
  blank,
  naming: (organization, name) => ({
    DistinguishedName: distinguishedName(organization, PLACE.container, name),
    Identity: name,
    Id: name,
  }),
  settle,
  exists: ({ DistinguishedName }) => directoryObjectExists(String(DistinguishedName)),
  odd: {
    'Enable-JournalRule': { parameters: { Identity: IDENTITY }, run: (call) => switched(call, true) },
    'Disable-JournalRule': { parameters: { Identity: IDENTITY }, run: (call) => switched(call, false) },
  },
}

export default noun(definition)

function blank(origin: Origin, name: string): Draft {
  return {
    Recipient: null,
    JournalEmailAddress: '',
    Scope: 'Global',
    Enabled: false,
    ...directoryTail(origin, name, PLACE),
  }
}

function switched(call: Invocation, Enabled: boolean): Outcome {
  const before = target(definition, call)
  return changed(definition, call, { before, draft: { ...before, Enabled }, properties: ['Enabled'] })
}

function settle(draft: Draft, { view, bound }: Invocation, before: Entity | undefined): void {
  if (!before) {
    const { JournalingReportNdrTo: alternate = '<>' } = view.list('TransportConfig')[0] ?? {}
    if (alternate === '<>') throw alternateJournalMissing()
    if (view.list(KIND).length >= RULES_MAX)
      throw invalidSettings(`You can't create more than ${RULES_MAX} journal rules.`)
  }
  if (typeof bound.JournalEmailAddress === 'string')
    draft.JournalEmailAddress = outsideAddress(view, bound.JournalEmailAddress)
}

/** Mailboxes that everybody can have, which the service takes for no archive (observed). */
const FREE_MAIL = /@(?:gmail|googlemail|hotmail|live|msn|outlook|yahoo)\.com$/i

/** No mailbox of the service keeps reports (documented). */
function outsideAddress(view: Invocation['view'], identity: string): string {
  const recipient = recipientByIdentity(view, identity)
  const isOutside = recipient ? /MailUser$|^MailContact$/.test(recipient.type) : isMailAddress(identity)
  const address = recipient?.primaryAddress ?? identity
  if (isOutside && !FREE_MAIL.test(address)) return address
  throw journalInside()
}
