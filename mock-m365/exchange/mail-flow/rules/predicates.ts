/**
 * Conditions and exceptions of rules, compiled to tests. A test returns what matched, or undefined.
 * https://learn.microsoft.com/exchange/security-and-compliance/mail-flow-rules/conditions-and-exceptions
 */
import type { Entity } from '../../../base.ts'
import { rangeTest } from '../../../ip-ranges.ts'
import type { Addressee } from '../envelope.ts'
import type { Letter } from '../letter.ts'
import { addressesIn, domainOf, headerOf } from '../message.ts'
import { patternTest } from '../patterns/patterns.ts'
import { domainTest, type TextTest, wordTest } from '../patterns/word-tests.ts'
import { isOwnAddress } from '../recipients/own-address.ts'
import type { MailState } from '../state.ts'
import { textsOf } from '../texts.ts'
import { bytesOf, isOfType } from './content.ts'
import { FILES } from './files.ts'
import { PEOPLE } from './people.ts'
import {
  firstOf,
  type Maker,
  ofMessage,
  ofRecipient,
  sendersOf,
  type Test,
  type TestOf,
} from './predicate.ts'

/** Only primary addresses; other addresses of a mailbox are not compared (documented). */
const primaryOf = (state: MailState, address: string): string =>
  state.recipient(address)?.primaryAddress.toLowerCase() ?? address

const bySender =
  (cost: number, testOf: TestOf, part = (address: string) => address): Maker =>
  ({ values, rule }) => {
    const senders = sendersOf(rule)
    const test = testOf(values)
    return ofMessage(cost, (letter, state) =>
      firstOf(senders(letter), (sender) => test(part(primaryOf(state, sender)))),
    )
  }

const sameAddress = (values: readonly string[]): TextTest => {
  const sought = new Map(values.map((value) => [value.toLowerCase(), value]))
  return (address) => sought.get(address)
}

/** The address that a rule compares: resolved, or as the sender wrote it. */
const addressSeen = (rule: Entity): ((addressee: Addressee) => string) =>
  rule.RecipientAddressType === 'Original' ? ({ original }) => original : ({ primary }) => primary

const byRecipient =
  (cost: number, testOf: TestOf, part = (address: string) => address): Maker =>
  ({ values, rule }) => {
    const test = testOf(values)
    const seen = addressSeen(rule)
    return ofRecipient(cost, (_, addressee) => test(part(seen(addressee))))
  }

/** One matching recipient suffices for the whole message (documented since 2026). */
const byAnyRecipient =
  (cost: number, testOf: TestOf): Maker =>
  ({ values, rule }) => {
    const test = testOf(values)
    const seen = addressSeen(rule)
    return ofMessage(cost, ({ addressees }) => firstOf(addressees, (addressee) => test(seen(addressee))))
  }

/** Members of the named groups; a group that is gone has none, and a list of such groups matches nobody. */
const memberOf = (groups: readonly string[], state: MailState, address: string): string | undefined => {
  const recipient = state.recipient(address)
  if (!recipient) return undefined
  for (const group of groups) if (state.isMember(recipient, group)) return group
  return undefined
}

const byHeaders =
  (names: readonly string[], groups: boolean): Maker =>
  ({ values }) => {
    const same = sameAddress(values)
    return ofMessage(groups ? 6 : 4, ({ message }, state) =>
      firstOf(names, (name) =>
        firstOf(addressesIn(headerOf(message, name)), (address) =>
          groups ? memberOf(values, state, address) : same(primaryOf(state, address)),
        ),
      ),
    )
  }

const byHeaderValue =
  (cost: number, nameProperty: string, testOf: TestOf): Maker =>
  ({ values, twin }) => {
    const [header = ''] = twin(nameProperty)
    const name = header.toLowerCase()
    const test = testOf(values)
    return ofMessage(cost, (letter) => firstOf(letter.headers(name), test))
  }

/** Documented in 2026: an authenticated connection and an address of the organization. */
const fromScope: Maker = ({ values: [scope = ''] }) =>
  ofMessage(1, (letter, state) => {
    const inside = letter.origin.attribution.internal && isOwnAddress(state, letter.author)
    return inside === (scope === 'InOrganization') ? scope : undefined
  })

/** Partners are distinguished only on-premises (documented); here they are outside. */
const sentToScope: Maker = ({ values: [scope = ''] }) =>
  ofRecipient(1, (_, { own }) => (own === (scope === 'InOrganization') ? scope : undefined))

const betweenMemberOf: Maker = ({ values, twin }) => {
  const others = twin('BetweenMemberOf2')
  return ofRecipient(7, ({ author }, { address }, state) => {
    const there = memberOf(values, state, author) && memberOf(others, state, address)
    return there || (memberOf(others, state, author) && memberOf(values, state, address)) || undefined
  })
}

const atLeast =
  (cost: number, sizeIn: (letter: Letter) => number): Maker =>
  ({ values: [text = ''] }) => {
    const bound = bytesOf(text)
    return ofMessage(cost, (letter) => {
      const size = sizeIn(letter)
      return size >= bound ? `${size} bytes` : undefined
    })
  }

/** The level when the rule runs: content is filtered after the rules, so few messages have one. */
const sclOver: Maker = ({ values: [bound = ''] }) =>
  ofMessage(1, ({ scl, origin }) => {
    const level = scl ?? (origin.allowedBy === undefined ? undefined : -1)
    return level !== undefined && level >= Number(bound) ? String(level) : undefined
  })

const withImportance: Maker = ({ values: [wanted = ''] }) =>
  ofMessage(3, (letter) => {
    const [importance = 'normal'] = letter.headers('importance')
    return importance === wanted.toLowerCase() ? wanted : undefined
  })

const TO = ['to']
const CC = ['cc']
const TO_CC = ['to', 'cc']

/** By property; each also exists as an exception with the prefix ExceptIf. */
const PREDICATES: Readonly<Record<string, Maker>> = {
  FromScope: fromScope,
  SentToScope: sentToScope,
  From: bySender(3, sameAddress),
  FromMemberOf: ({ values, rule }) => {
    const senders = sendersOf(rule)
    return ofMessage(6, (letter, state) => firstOf(senders(letter), (one) => memberOf(values, state, one)))
  },
  SentTo: byRecipient(2, sameAddress),
  SentToMemberOf: ({ values }) =>
    ofRecipient(6, (_, { recipient }, state) =>
      firstOf(values, (group) => (state.isMember(recipient, group) ? group : undefined)),
    ),
  BetweenMemberOf1: betweenMemberOf,
  SenderDomainIs: bySender(3, domainTest, domainOf),
  RecipientDomainIs: byRecipient(2, domainTest, domainOf),
  FromAddressContainsWords: bySender(4, wordTest),
  FromAddressMatchesPatterns: bySender(8, patternTest),
  RecipientAddressContainsWords: byRecipient(4, wordTest),
  RecipientAddressMatchesPatterns: byRecipient(8, patternTest),
  AnyOfRecipientAddressContainsWords: byAnyRecipient(4, wordTest),
  AnyOfRecipientAddressMatchesPatterns: byAnyRecipient(8, patternTest),
  AnyOfToHeader: byHeaders(TO, false),
  AnyOfCcHeader: byHeaders(CC, false),
  AnyOfToCcHeader: byHeaders(TO_CC, false),
  AnyOfToHeaderMemberOf: byHeaders(TO, true),
  AnyOfCcHeaderMemberOf: byHeaders(CC, true),
  AnyOfToCcHeaderMemberOf: byHeaders(TO_CC, true),
  HeaderContainsWords: byHeaderValue(3, 'HeaderContainsMessageHeader', wordTest),
  HeaderMatchesPatterns: byHeaderValue(8, 'HeaderMatchesMessageHeader', patternTest),
  SubjectContainsWords: ({ values }) => {
    const test = wordTest(values)
    return ofMessage(4, ({ subject }) => test(subject))
  },
  SubjectMatchesPatterns: ({ values }) => {
    const test = patternTest(values)
    return ofMessage(8, ({ subject }) => test(subject))
  },
  SubjectOrBodyContainsWords: ({ values }) => {
    const test = wordTest(values)
    return ofMessage(10, ({ text }) => test(text))
  },
  SubjectOrBodyMatchesPatterns: ({ values }) => {
    const test = patternTest(values)
    return ofMessage(12, ({ subject, body }) => test(subject) ?? test(body))
  },
  SenderIpRanges: ({ values }) => {
    const test = rangeTest(values)
    return ofMessage(2, ({ origin }) => test(origin.connection.ip))
  },
  SCLOver: sclOver,
  MessageSizeOver: atLeast(1, ({ message }) => message.size),
  AttachmentSizeOver: atLeast(2, ({ message }) =>
    Math.max(-1, ...message.attachments.map(({ size }) => size)),
  ),
  WithImportance: withImportance,
  MessageTypeMatches: ({ values: [wanted = ''] }) =>
    ofMessage(4, ({ message }) => (isOfType(message, wanted) ? wanted : undefined)),
  ContentCharacterSetContainsWords: ({ values }) => {
    const test = wordTest(values)
    const named = (type: string) => test(/charset="?([^";\s]+)/.exec(type)?.[1] ?? '')
    return ofMessage(
      4,
      (letter) =>
        firstOf(letter.headers('content-type'), named) ??
        firstOf(letter.message.attachments, ({ type }) => named(type.toLowerCase())),
    )
  },
  ...FILES,
  ...PEOPLE,
}

/**
 * Properties that are the second half of a predicate, with the property of the first half. Predicates in
 * neither table are stored but not judged: message and data classifications, which the mock does not find;
 * RecipientInSenderList and SenderInRecipientList, which are reserved for Microsoft (documented);
 * HasSenderOverride, which works only on-premises (documented); and prompts, which are not documented.
 */
export const OTHER_HALVES: ReadonlyMap<string, string> = new Map([
  ['HeaderContainsMessageHeader', 'HeaderContainsWords'],
  ['HeaderMatchesMessageHeader', 'HeaderMatchesPatterns'],
  ['BetweenMemberOf2', 'BetweenMemberOf1'],
  ['ManagerAddresses', 'ManagerForEvaluatedUser'],
  ['ADComparisonOperator', 'ADComparisonAttribute'],
])

/** @param prefix empty, or ExceptIf */
export function testFor(rule: Entity, property: string, prefix: string): Test | undefined {
  const value = rule[prefix + property]
  const values = value === true ? [] : typeof value === 'number' ? [String(value)] : textsOf(value)
  return PREDICATES[property]?.({ values, rule, twin: (other) => textsOf(rule[prefix + other]) })
}
