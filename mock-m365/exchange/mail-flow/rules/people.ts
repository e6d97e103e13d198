/**
 * Conditions on what the directory says of senders and recipients. They work on those of the organization alone
 * (documented): whom the directory does not know has no attribute, and no manager.
 * https://learn.microsoft.com/powershell/module/exchange/new-transportrule
 */
import type { Entity } from '../../../base.ts'
import type { Recipient } from '../../recipients/index.ts'
import { patternTest } from '../patterns/patterns.ts'
import { wordTest } from '../patterns/word-tests.ts'
import type { MailState } from '../state.ts'
import { textsOf } from '../texts.ts'
import {
  firstOf,
  type Maker,
  ofMessage,
  ofRecipient,
  sendersOf,
  type TestOf,
  wordsByName,
} from './predicate.ts'

interface Person {
  readonly recipient: Recipient
  /** The object of the directory. */
  readonly entity: Entity
  /** What Exchange keeps beyond it. */
  readonly settings: Entity
  readonly state: MailState
}

type Read = (person: Person) => unknown

const directory =
  (property: string): Read =>
  ({ entity }) =>
    entity[property]
const exchange =
  (property: string): Read =>
  ({ settings }) =>
    settings[property]

/** Exchange's own attributes, or those that came from a directory on premises, where Entra ID keeps them (documented). */
const custom =
  (number: number): Read =>
  ({ entity, settings }) => {
    const own = settings[`CustomAttribute${number}`]
    if (typeof own === 'string' && own !== '') return own
    const { onPremisesExtensionAttributes: synced } = entity
    return isRecord(synced) ? synced[`extensionAttribute${number}`] : undefined
  }

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

/**
 * Attributes by the name that rules use, in lower case (documented names; which property stands behind which is inferred).
 * Initials, further numbers and the box have no property in Graph: only Exchange's own settings can hold them.
 */
const ATTRIBUTES: Readonly<Record<string, Read>> = {
  displayname: ({ recipient }) => recipient.displayName,
  firstname: directory('givenName'),
  initials: exchange('Initials'),
  lastname: directory('surname'),
  office: directory('officeLocation'),
  phonenumber: ({ entity }) => textsOf(entity.businessPhones).slice(0, 1),
  otherphonenumber: ({ entity }) => textsOf(entity.businessPhones).slice(1),
  email: ({ recipient }) => recipient.primaryAddress,
  street: directory('streetAddress'),
  pobox: exchange('PostOfficeBox'),
  city: directory('city'),
  state: directory('state'),
  zipcode: directory('postalCode'),
  country: directory('country'),
  userlogonname: directory('userPrincipalName'),
  homephonenumber: exchange('HomePhone'),
  otherhomephonenumber: exchange('OtherHomePhone'),
  pagernumber: exchange('Pager'),
  mobilenumber: directory('mobilePhone'),
  faxnumber: directory('faxNumber'),
  otherfaxnumber: exchange('OtherFax'),
  notes: ({ entity, settings }) => settings.Notes ?? entity.aboutMe,
  title: directory('jobTitle'),
  department: directory('department'),
  company: directory('companyName'),
  manager: ({ recipient, state }) => state.manager(recipient)?.displayName,
  ...Object.fromEntries(Array.from({ length: 15 }, (_, i) => [`customattribute${i + 1}`, custom(i + 1)])),
}

/** Values in lower case; an attribute that is empty or absent has none. */
function valuesOf(state: MailState, recipient: Recipient | undefined, attribute: string): readonly string[] {
  const read = Object.hasOwn(ATTRIBUTES, attribute) ? ATTRIBUTES[attribute] : undefined
  if (!recipient || !read) return []
  const { entity } = recipient
  const found = read({ recipient, entity, settings: state.settings(recipient), state })
  return textsOf(found).map((value) => value.toLowerCase())
}

const attributeTest = (testOf: TestOf, parted: boolean) => (values: readonly string[]) => {
  const tests = wordsByName(values, testOf, parted)
  return (state: MailState, recipient: Recipient | undefined): string | undefined =>
    recipient &&
    firstOf(tests, ([attribute, test]) => {
      const found = firstOf(valuesOf(state, recipient, attribute), test)
      return found === undefined ? undefined : `${attribute}: ${found}`
    })
}

const byWords = attributeTest(wordTest, true)
const byPatterns = attributeTest(patternTest, false)

const ofSender =
  (cost: number, testOf: typeof byWords): Maker =>
  ({ values, rule }) => {
    const senders = sendersOf(rule)
    const test = testOf(values)
    return ofMessage(cost, (letter, state) =>
      firstOf(senders(letter), (sender) => test(state, state.recipient(sender))),
    )
  }

const ofEach =
  (cost: number, testOf: typeof byWords): Maker =>
  ({ values }) => {
    const test = testOf(values)
    return ofRecipient(cost, (_, { recipient }, state) => test(state, recipient))
  }

/**
 * The attribute of the sender beside that of all recipients (documented). Whoever has none is compared with nobody,
 * and one recipient who does not fit is enough for the message not to (both inferred).
 */
const comparison: Maker = ({ values: [name = ''], twin }) => {
  const attribute = name.toLowerCase()
  const [operator = 'Equal'] = twin('ADComparisonOperator')
  return ofMessage(7, ({ author, addressees }, state) => {
    const [own] = valuesOf(state, state.recipient(author), attribute)
    if (own === undefined) return undefined
    const fits = addressees.every(({ recipient }) => {
      const [other] = valuesOf(state, recipient, attribute)
      return other !== undefined && (other === own) === (operator === 'Equal')
    })
    return fits ? `${name} ${own}` : undefined
  })
}

/** Whose manager is looked for stands in one property, and whom to find in another. */
const managedBy: Maker = ({ values: [evaluated = ''], twin }) => {
  const managers = new Set(twin('ManagerAddresses').map((one) => one.toLowerCase()))
  const found = (state: MailState, of: Recipient | undefined) => {
    const manager = of && state.manager(of)
    return manager && managers.has(manager.primaryAddress.toLowerCase()) ? manager.primaryAddress : undefined
  }
  return evaluated === 'Sender'
    ? ofMessage(6, ({ author }, state) => found(state, state.recipient(author)))
    : ofRecipient(6, (_, { recipient }, state) => found(state, recipient))
}

/** Asked of each recipient, so that others of the same message go on apart (inferred). */
const relationship: Maker = ({ values: [wanted = ''] }) =>
  ofRecipient(6, ({ author }, { recipient }, state) => {
    const sender = state.recipient(author)
    if (!sender || !recipient) return undefined
    const [boss, report] = wanted === 'Manager' ? [sender, recipient] : [recipient, sender]
    return state.manager(report)?.id === boss.id ? wanted : undefined
  })

export const PEOPLE: Readonly<Record<string, Maker>> = {
  ADComparisonAttribute: comparison,
  ManagerForEvaluatedUser: managedBy,
  SenderManagementRelationship: relationship,
  SenderADAttributeContainsWords: ofSender(5, byWords),
  SenderADAttributeMatchesPatterns: ofSender(8, byPatterns),
  RecipientADAttributeContainsWords: ofEach(5, byWords),
  RecipientADAttributeMatchesPatterns: ofEach(8, byPatterns),
}
