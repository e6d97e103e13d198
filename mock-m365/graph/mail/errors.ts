/** Outlook's refusals, which differ from the directory's. Unless a line says otherwise, code and text are observed. */
import { GraphError } from '../wire/errors.ts'

export const userInvalid = (user: string) =>
  new GraphError(404, 'ErrorInvalidUser', `The requested user '${clip(user)}' is invalid.`)
export const mailboxNotEnabled = () =>
  new GraphError(
    404,
    'MailboxNotEnabledForRESTAPI',
    'The mailbox is either inactive, soft-deleted, or is hosted on-premise.',
  )
export const accessDenied = () =>
  new GraphError(403, 'ErrorAccessDenied', 'Access is denied. Check credentials and try again.')
export const itemNotFound = () =>
  new GraphError(404, 'ErrorItemNotFound', 'The specified object was not found in the store.')
export const idMalformed = () => new GraphError(400, 'ErrorInvalidIdMalformed', 'Id is malformed.')
// Status and code are observed; the text is reported in several wordings.
export const idOfOtherMailbox = () =>
  new GraphError(
    404,
    'ErrorInvalidMailboxItemId',
    "Item doesn't belong to the targeted mailbox or the mailbox could not be found.",
  )

export const inefficientFilter = () =>
  new GraphError(400, 'InefficientFilter', 'The restriction or sort order is too complex for this operation.')
export const parseUri = (message: string) => new GraphError(400, 'RequestBroker--ParseUri', message)
export const mailPropertyUnknown = (name: string, type: string) =>
  parseUri(`Could not find a property named '${clip(name)}' on type 'microsoft.graph.${type}'.`)
// Codes are observed: https://github.com/microsoftgraph/msgraph-metadata/issues/617; the texts are inferred.
export const extensionsNotListed = () =>
  new GraphError(400, 'ErrorInvalidRequest', 'Extensions of an item cannot be listed.')
export const extensionsNeedFilter = () =>
  new GraphError(
    400,
    'ErrorGraphExtensionExpandRequiresFilter',
    'Expanding extensions asks for a $filter by id.',
  )
// Observed.
export const mailSelectionUnknown = (name: string, type: string) =>
  parseUri(
    `Parsing OData Select and Expand failed: Could not find a property named '${clip(name)}' on type 'microsoft.graph.${type}'.`,
  )
// The text is inferred.
export const pageSizeInvalid = (option: string, value: string, max: number) =>
  parseUri(`Invalid value '${clip(value)}' for ${option} query option: it must be between 0 and ${max}.`)
export const deltaTokenBad = () => new GraphError(400, 'BadRequest', 'Badly formed token.')
// Code and status are documented; the text is inferred.
export const syncStateNotFound = () =>
  new GraphError(410, 'SyncStateNotFound', 'The sync state generation is not found.')

// Bodies: the first code and text are observed, the others are Exchange's own (documented for EWS, statuses inferred).
export const bodyPropertyUnknown = (name: string, type: string) =>
  new GraphError(
    400,
    'RequestBodyRead',
    `The property '${clip(name)}' does not exist on type 'microsoft.graph.${type}'. Make sure to only use property names that are defined by the type or mark the type as open type.`,
  )
export const bodyTypeInvalid = (name: string, type: string) =>
  new GraphError(
    400,
    'RequestBodyRead',
    `Cannot convert the value of property '${clip(name)}' to the expected type '${type}'.`,
  )
export const propertyNotSettable = (name: string) =>
  new GraphError(400, 'ErrorInvalidPropertySet', `Set action is invalid for property '${clip(name)}'.`)
export const valueMissing = (name: string) =>
  new GraphError(400, 'ErrorInvalidRequest', `The request is missing the required value '${name}'.`)
// Observed in clients' issues.
export const recipientsMissing = () =>
  new GraphError(
    400,
    'ErrorInvalidRecipients',
    "At least one recipient is not valid., A message can't be sent because it contains no recipients.",
  )
// Observed in clients' issues.
export const sendAsDenied = () =>
  new GraphError(
    403,
    'ErrorSendAsDenied',
    'The user account which was used to submit this request does not have the right to send mail on behalf of the specified sending account., Cannot submit message.',
  )
// Inferred: what waits in this cloud is never more than its tests and callers let stand.
export const tooManyWaiting = () =>
  new GraphError(503, 'ErrorServerBusy', 'The server cannot service this request right now. Try again later.')
// Inferred: the page says only that a draft is sent.
export const sentAlready = () =>
  new GraphError(400, 'ErrorInvalidRequest', 'The message cannot be sent because it is not a draft.')
/** Seen with status 400 and 409 alike; 409 is what clients handle. */
export const folderExists = (name: string) =>
  new GraphError(
    409,
    'ErrorFolderExists',
    `A folder with the specified name already exists., Could not create folder '${clip(name)}'.`,
  )
export const folderNotDeletable = () =>
  new GraphError(400, 'ErrorDeleteDistinguishedFolder', 'Distinguished folders cannot be deleted.')
export const folderNotMovable = () =>
  new GraphError(400, 'ErrorMoveDistinguishedFolder', 'Distinguished folders cannot be moved.')
export const folderMoveFailed = () =>
  new GraphError(400, 'ErrorMoveCopyFailed', 'The move or copy operation failed.')

/** A caller's text in a message, shortened so that the answer does not become as large as the request. */
const clip = (text: string): string => (text.length > 256 ? `${text.slice(0, 256)}…` : text)
