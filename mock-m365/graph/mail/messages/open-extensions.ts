/** Open extensions of messages. https://learn.microsoft.com/graph/api/resources/opentypeextension */
import type { Entity } from '../../../base.ts'
import type { Answer } from '../../../wire.ts'
import { isObject, jsonOf } from '../../wire/body.ts'
import { answerJson, answerNothing } from '../answers.ts'
import { bodyTypeInvalid, extensionsNotListed, itemNotFound, valueMissing } from '../errors.ts'
import type { MailTurn } from '../mailbox.ts'
import { bareNames, EXTENSION_PREFIX, extensionsOf, shownExtension } from './extension-names.ts'
import { makingOf, store } from './message-write.ts'
import { getMessage } from './messages.ts'

/** Proposed: for messages no limits are documented. */
const EXTENSIONS_MAX = 20
const PROPERTIES_MAX = 100

/** Extensions in the body of a new message. @throws GraphError 400 */
export function extensionsIn(given: unknown): readonly Entity[] {
  if (!Array.isArray(given) || given.length > EXTENSIONS_MAX)
    throw bodyTypeInvalid('extensions', 'Collection(microsoft.graph.extension)')
  return given.map(extensionIn)
}

/** The extension as stored, under its name without prefix. */
function extensionIn(given: unknown): Entity {
  const type = isObject(given) ? (given['@odata.type'] ?? EXTENSION_PREFIX.slice(0, -1)) : undefined
  if (!isObject(given) || !/^#?microsoft\.graph\.openTypeExtension$/i.test(String(type)))
    throw bodyTypeInvalid('extensions', 'microsoft.graph.extension')
  const { extensionName } = given
  if (typeof extensionName !== 'string') throw valueMissing('extensionName')
  if (!/^[\w.-]{1,255}$/.test(extensionName)) throw bodyTypeInvalid('extensionName', 'Edm.String')
  return { ...ownIn(given), extensionName, id: extensionName }
}

/** The properties that the application may write, without those that the service sets. */
function ownIn(given: Readonly<Record<string, unknown>>): Entity {
  const own = Object.entries(given).filter(([name]) => !name.includes('@') && name !== 'id')
  if (own.length > PROPERTIES_MAX) throw bodyTypeInvalid('extensions', 'microsoft.graph.openTypeExtension')
  return Object.fromEntries(own)
}

/**
 * Outlook serves them only one by one (observed:
 * https://github.com/microsoftgraph/msgraph-metadata/issues/617).
 */
export function refuseToList(mail: MailTurn): never {
  messageOf(mail, -1)
  throw extensionsNotListed()
}

export function addExtension(mail: MailTurn): Answer {
  const message = messageOf(mail, -1)
  const made = extensionIn(jsonOf(mail.turn.arrival))
  // The refusal of a second extension of that name is inferred.
  if (extensionsOf(message).length >= EXTENSIONS_MAX || find(message, String(made.id)))
    throw bodyTypeInvalid('extensionName', 'Edm.String')
  keep(mail, message, [...extensionsOf(message), made])
  return answerExtension(mail, message, made, 201)
}

export function getExtension(mail: MailTurn): Answer {
  const message = messageOf(mail, -2)
  return answerExtension(mail, message, named(mail, message), 200)
}

/**
 * https://learn.microsoft.com/graph/api/opentypeextension-update — properties that the body leaves out are
 * removed.
 */
export function updateExtension(mail: MailTurn): Answer {
  const message = messageOf(mail, -2)
  const before = named(mail, message)
  const { id, extensionName } = before
  const after = { ...ownIn(jsonOf(mail.turn.arrival)), extensionName, id }
  keep(
    mail,
    message,
    extensionsOf(message).map((one) => (one === before ? after : one)),
  )
  return answerExtension(mail, message, after, 200)
}

export function removeExtension(mail: MailTurn): Answer {
  const message = messageOf(mail, -2)
  const gone = named(mail, message)
  keep(
    mail,
    message,
    extensionsOf(message).filter((one) => one !== gone),
  )
  return answerNothing(mail.turn)
}

const messageOf = ({ turn, mailbox, keys }: MailTurn, at: -1 | -2): Entity =>
  getMessage(turn.tenant, mailbox.userId, keys.at(at) ?? '')

const find = (message: Entity, name: string): Entity | undefined =>
  extensionsOf(message).find(({ id }) => String(id).toLowerCase() === name.toLowerCase())

/** @throws GraphError 404 ErrorItemNotFound where the message has no extension of that name (inferred) */
function named({ keys }: MailTurn, message: Entity): Entity {
  const found = find(message, bareNames(keys.at(-1) ?? ''))
  if (!found) throw itemNotFound()
  return found
}

function keep(mail: MailTurn, message: Entity, extensions: readonly Entity[]): void {
  store(makingOf(mail), { ...message, extensions })
}

function answerExtension(
  { turn, mailbox }: MailTurn,
  message: Entity,
  extension: Entity,
  status: 200 | 201,
): Answer {
  const { arrival, version, annotated } = turn
  const place = `${mailbox.context}/messages('${encodeURIComponent(String(message.id))}')/extensions/$entity`
  const context = annotated ? { '@odata.context': `${arrival.origin}/${version}/$metadata#${place}` } : {}
  return answerJson(turn, status, { ...context, ...shownExtension(extension) })
}
