/**
 * Refusals of cmdlets in the words of the admin endpoint: one line for each. Statuses, types and texts marked
 * observed are from captured answers; the others are inferred. All are here, so that a capture corrects them
 * in one place.
 * https://learn.microsoft.com/exchange/reference/admin-api-overview
 */
import { DOMAIN_CONTROLLER } from './directory-object.ts'

const TASKS = 'Microsoft.Exchange.Management.Tasks.'
const COMMAND = 'Microsoft.Exchange.AdminApi.CommandInvocation.'

/** Binding failures happen before the cmdlet runs, runtime failures inside it; the envelope tells them apart. */
export type Phase = 'binding' | 'runtime'

interface Refusal {
  readonly status: number
  readonly code: string
  readonly phase: Phase
  /** Full .NET name of the exception. */
  readonly type: string
  /** False for the one binding failure whose envelope was seen without `details`. */
  readonly details?: boolean
}

/** Thrown by binding and by cmdlets, rendered only by `answers.ts`. */
export class CmdletError extends Error {
  readonly status: number
  readonly code: string
  readonly phase: Phase
  readonly type: string
  readonly text: string
  readonly details: boolean

  constructor({ status, code, phase, type, details = true }: Refusal, text: string) {
    super(phase === 'binding' ? 'Invalid Operation' : 'Error executing cmdlet')
    this.status = status
    this.code = code
    this.phase = phase
    this.type = type
    this.text = text
    this.details = details
  }
}

const REFUSALS = {
  parameterSet: bad('binding', `${COMMAND}AmbiguousParameterSetException`),
  transformation: { ...bad('binding', `${COMMAND}ParameterTransformationException`), details: false },
  malformed: bad('binding', 'Microsoft.OData.ODataException'),
  validation: bad('runtime', `${TASKS}ValidationException`),
  dataValidation: bad('runtime', 'Microsoft.Exchange.Data.DataValidationException'),
  argument: bad('runtime', 'System.ArgumentException'),
  directoryDuplicate: bad('runtime', 'Microsoft.Exchange.Data.Directory.ADObjectAlreadyExistsException'),
  dehydrated: bad(
    'runtime',
    'Microsoft.Exchange.Configuration.Tasks.InvalidOperationInDehydratedContextException',
  ),
  notRequired: bad('runtime', 'System.InvalidOperationException'),
  throttled: {
    status: 429,
    code: 'TooManyRequests',
    phase: 'binding',
    type: 'Microsoft.Exchange.Admin.OData.Core.ODataServiceException',
  },
  notFound: {
    status: 404,
    code: 'NotFound',
    phase: 'runtime',
    type: 'Microsoft.Exchange.Configuration.Tasks.ManagementObjectNotFoundException',
  },
} as const satisfies Record<string, Refusal>

function bad<P extends Phase>(phase: P, type: string) {
  return { status: 400, code: 'BadRequest', phase, type } as const
}

const PARAMETER_SET = 'Parameter set cannot be resolved using the specified named parameters.'

/** observed */
export const unknownParameter = (name: string): CmdletError =>
  new CmdletError(REFUSALS.parameterSet, `${PARAMETER_SET} Invalid cmdlet parameters specified. ${name}`)

/** inferred: only the first sentence, as for every parameter set that does not resolve. */
export const parameterSetUnresolved = (): CmdletError => new CmdletError(REFUSALS.parameterSet, PARAMETER_SET)

/** observed for enumerations; inferred for other types, and their `why` is proposed. */
export const transformationFailed = (
  parameter: string,
  value: string,
  type: string,
  why: string,
): CmdletError =>
  new CmdletError(
    REFUSALS.transformation,
    `Cannot process argument transformation on parameter '${parameter}'. Cannot convert value "${value}" to type "${type}". Error: "${why}"`,
  )

/** observed */
export const noEnumerator = (
  parameter: string,
  value: string,
  type: string,
  names: readonly string[],
): CmdletError =>
  transformationFailed(
    parameter,
    value,
    type,
    `Unable to match the identifier name ${value} to a valid enumerator name. Specify one of the following enumerator names and try again: ${names.join(', ')}`,
  )

/**
 * The first sentence is documented, status and type are inferred: the caller's role assignment does not cover
 * it.
 * https://learn.microsoft.com/exchange/troubleshoot/user-and-shared-mailboxes/error-when-making-changes-to-users
 */
export const outOfScope = (object: string): CmdletError =>
  new CmdletError(
    REFUSALS.notRequired,
    `The operation on "${object}" failed because it's out of the current user's write scope.`,
  )

/** inferred: a body that is not an InvokeCommand request. */
export const malformedRequest = (text: string): CmdletError => new CmdletError(REFUSALS.malformed, text)

/** observed */
export const pageExpired = (): CmdletError =>
  malformedRequest('Expired or Invalid pagination request. Default Expiry time is 00:30:00')

/**
 * inferred except for the status: a rate is used up. Too many simultaneous requests get plain text instead.
 */
export const rateExceeded = (): CmdletError =>
  new CmdletError(REFUSALS.throttled, 'The request has been throttled. Please wait and try again.')

/** observed */
export const objectNotFound = (identity: string): CmdletError =>
  new CmdletError(
    REFUSALS.notFound,
    `The operation couldn't be performed because object '${identity}' couldn't be found on '${DOMAIN_CONTROLLER}'.`,
  )

/** inferred text; the type's name is documented */
export const ambiguous = (identity: string): CmdletError =>
  new CmdletError(
    bad('runtime', 'Microsoft.Exchange.Configuration.Tasks.ManagementObjectAmbiguousException'),
    `The operation couldn't be performed because '${identity}' matches multiple entries.`,
  )

/** observed for directory objects in general */
export const directoryObjectExists = (distinguishedName: string): CmdletError =>
  new CmdletError(REFUSALS.directoryDuplicate, `The object '${distinguishedName}' already exists.`)

/** inferred text and status; the type's name is observed in the service's published management classes. */
export const connectorExists = (direction: 'Inbound' | 'Outbound', name: string): CmdletError =>
  new CmdletError(
    bad('runtime', `${TASKS}Error${direction}ConnectorAlreadyExistsException`),
    `The ${direction.toLowerCase()} connector '${name}' already exists. Choose a different name.`,
  )

/** inferred: the base class of the connectors' exceptions, for a list's entry. */
export const entryExists = (entry: string): CmdletError =>
  new CmdletError(
    bad('runtime', 'Microsoft.Exchange.Configuration.Tasks.ManagementObjectAlreadyExistsException'),
    `The entry '${entry}' already exists.`,
  )

/** documented text */
export const dehydrated = (): CmdletError =>
  new CmdletError(
    REFUSALS.dehydrated,
    "The command you tried to run isn't currently allowed in your organization. To run this command, you first need to run the command: Enable-OrganizationCustomization.",
  )

/** documented text */
export const customizationEnabled = (): CmdletError =>
  new CmdletError(
    REFUSALS.notRequired,
    'This operation is not required. Organization is already enabled for customization.',
  )

/** observed text */
export const rulePriorityInvalid = (): CmdletError =>
  new CmdletError(REFUSALS.argument, 'The specified rule priority is invalid.')

/**
 * Text observed of Set-TransportConfig; that New-JournalRule asks too is inferred from its first words.
 * https://learn.microsoft.com/answers/questions/1304515
 */
export const alternateJournalMissing = (): CmdletError =>
  new CmdletError(
    REFUSALS.notRequired,
    "Before you create a journal rule, you must specify an email account to receive journal reports that can't be delivered to the journal destination. To do this, click OK. On the Journal rules page, select an email address to send undeliverable journal reports to. Browse to select a mailbox in your organization or an external contact to receive the undeliverable reports.",
  )

/** observed. https://github.com/MicrosoftDocs/OfficeDocs-Exchange/issues/2774 */
export const journalInside = (): CmdletError =>
  new CmdletError(
    REFUSALS.notRequired,
    'The JournalEmailAddress can only be a mail user, a mail contact or an external address.',
  )

/** inferred: a combination of parameters that the documentation forbids. */
export const invalidSettings = (text: string): CmdletError => new CmdletError(REFUSALS.validation, text)

/** inferred: a single value that its property does not accept. */
export const invalidValue = (text: string): CmdletError => new CmdletError(REFUSALS.dataValidation, text)

/** inferred */
export const textTooLong = (max: number, length: number): CmdletError =>
  invalidValue(
    `The length of the property is too long. The maximum length is ${max} and the length of the value provided is ${length}.`,
  )

/** inferred */
export const numberOutOfRange = (name: string, value: number, low: number, high: number): CmdletError =>
  invalidValue(`The value ${value} of ${name} isn't between ${low} and ${high}.`)

/** inferred from the documented warning of subscriptions that create inbound connectors switched off */
export const noInboundConnectors = (): CmdletError =>
  invalidSettings("For this service offering, you can't create an inbound connector.")

/** Beginning and end observed; the address between them is inferred. */
export const traceRetired = (): CmdletError =>
  invalidSettings(
    'Get-MessageTrace will start deprecating on September 1st, 2025. Please refer to: https://learn.microsoft.com/powershell/module/exchange/get-messagetracev2 Get-MessageTraceV2',
  )
