/**
 * Conditions on directory attributes of senders and recipients. They work only for people of the organization
 * (documented): others have no attributes and no manager.
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
  /** Exchange's own settings. */
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

/**
 * Exchange's own attributes, or those synchronized from on-premises, where Entra ID stores them (documented).
 */
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
 * Attributes by the name that rules use, in lower case (documented names; which property each name means is
 * inferred). Initials, further numbers and the box have no property in Graph: only Exchange's own settings
 * have them.
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

/** Values in lower case; an empty or absent attribute has none. */
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
 * Compares the attribute of the sender with that of all recipients (documented). People without the attribute
 * are not compared, and one recipient that does not fit suffices for no match (both inferred).
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

/** One property says whose manager is searched, another says who it must be. */
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

/** Judged for each recipient, so other recipients of the message get a separate copy (inferred). */
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
