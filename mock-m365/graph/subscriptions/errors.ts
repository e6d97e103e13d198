/** Refusals of the subscription service. Their form differs from that of the workloads behind it. */
import { GraphError } from '../wire/errors.ts'

/** Code and the validation texts are observed; texts of other broken bodies are inferred. */
export const invalidRequest = (message: string) => new GraphError(400, 'InvalidRequest', message)
export const validationFailed = (why: string) =>
  invalidRequest(`Subscription validation request failed. ${why}`)
/** @param why `HTTP 'NotFound'`, or another fault of the endpoint (both observed) */
export const validationAnswered = (status: number) =>
  validationFailed(
    status >= 400
      ? `HTTP '${STATUS_NAMES[status] ?? status}'.`
      : 'Notification endpoint must respond with 200 OK to validation request.',
  )

/** The workload's own refusal, wrapped (observed). */
export const extensionError = (status: 400 | 403 | 404, name: string, reason: string) =>
  new GraphError(
    status,
    'ExtensionError',
    `Operation: Create; Exception: [Status Code: ${name}; Reason: ${reason}]`,
  )
export const forbidden = () => extensionError(403, 'Forbidden', 'Forbidden')
/** That quotas answer 403 is documented; the text is inferred. */
export const quotaReached = (max: number) =>
  extensionError(403, 'Forbidden', `Number of subscriptions has exceeded the limit of ${max}.`)
/** Status and text are documented; the code is inferred. */
export const duplicateSubscription = (id: string) =>
  new GraphError(409, 'Conflict', `Subscription Id ${id} already exists for the requested combination`)
/** Observed. */
export const expiresTooLate = (minutes: number) =>
  new GraphError(
    400,
    'ExtensionError',
    `Subscription expiration can only be ${minutes} minutes in the future.`,
  )
/** Observed for subscriptions that are gone; those of another application are treated alike (inferred). */
export const subscriptionNotFound = () => new GraphError(404, 'ResourceNotFound', 'The object was not found.')

/** Status names of .NET, since the service's text has them. */
const STATUS_NAMES: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  410: 'Gone',
  415: 'UnsupportedMediaType',
  429: 'TooManyRequests',
  500: 'InternalServerError',
  501: 'NotImplemented',
  502: 'BadGateway',
  503: 'ServiceUnavailable',
  504: 'GatewayTimeout',
}
