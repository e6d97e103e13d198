/**
 * Answers of the admin endpoint: the envelope around rows, and every refusal in the form in which clients read it.
 * https://learn.microsoft.com/exchange/reference/admin-api-overview
 */
import type { Entity } from '../base.ts'
import { EXCHANGE_APP_ID } from '../entra/well-known.ts'
import type { Answer, ServerFailure } from '../wire.ts'
import { DOMAIN_CONTROLLER } from './directory-object.ts'
import type { CmdletError } from './errors.ts'
import type { Selection, Writer } from './wire/rows.ts'

const CONTENT_TYPE =
  'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8'
const BACK_END = `${DOMAIN_CONTROLLER.slice(0, DOMAIN_CONTROLLER.indexOf('DC'))}MB1234`

/**
 * Names are observed; the server's name is proposed. Rate-Limit-* are sent only where the limits are
 * enforced.
 */
export const headersOf = (requestId: string): Record<string, string> => ({
  'Content-Type': CONTENT_TYPE,
  'OData-Version': '4.0',
  'Request-Id': requestId,
  'Preference-Applied': 'odata.include-annotations="*"',
  'X-CalculatedBETarget': BACK_END,
  OrganizationStatus: 'Active',
})

export interface Success {
  /** What `@odata.context` says. */
  readonly context: string
  readonly requestId: string
  readonly rows: readonly Entity[]
  readonly write: Writer
  readonly select: Selection
  readonly warnings: readonly string[]
  readonly nextLink: string | undefined
  /** The question that a cmdlet called with Confirm asks instead of running. */
  readonly confirmation: string | undefined
}

/**
 * Always 200 with `value`, empty where the cmdlet has no output (observed for Remove- and Add-). ExoHelper
 * also accepts a 204, but it is not known that a cmdlet answers so.
 */
export function success({ context, requestId, rows, write, select, ...told }: Success): Answer {
  const { warnings, nextLink, confirmation } = told
  let body = `{"@odata.context":${JSON.stringify(context)},"adminapi.warnings@odata.type":"#Collection(String)","@adminapi.warnings":${JSON.stringify(warnings)}`
  if (confirmation) body += `,"@adminapi.confirmationmessage":${JSON.stringify(confirmation)}`
  if (nextLink) body += `,"@odata.nextLink":${JSON.stringify(nextLink)}`
  body += ',"value":['
  let comma = ''
  for (const row of rows) {
    body += comma + write(row, select)
    comma = ','
  }
  body += ']}'
  return { status: 200, headers: headersOf(requestId), body }
}

const ODATA_EXCEPTION = 'Microsoft.Exchange.Admin.OData.Core.ODataServiceException'
/** Inferred namespace; the class name was observed where a cmdlet failed while running. */
const RUNTIME_EXCEPTION = 'Microsoft.Exchange.Admin.OData.Core.DirectInvokeCmdletExecutionException'
/** An id of the failing place in the service; always the same observed value here. */
const ERROR_ID = 'Ex6F9304'

/** Clients read either `details` or `innererror`, so both carry the text (observed). */
export function failure(
  { status, code, message, phase, type, text, details }: CmdletError,
  requestId: string,
): Answer {
  const runtime = phase === 'runtime'
  const detail = { code: 'Client', target: '', message: `${runtime ? ERROR_ID : ''}|${type}|${text}` }
  const internal = { message: text, type: runtime ? RUNTIME_EXCEPTION : type, stacktrace: '' }
  const innererror = { message, type: ODATA_EXCEPTION, stacktrace: '', internalexception: internal }
  const body = JSON.stringify({
    error: { code, message, ...(details ? { details: [detail] } : {}), innererror },
    'adminapi.warnings@odata.type': '#Collection(String)',
    '@adminapi.warnings': [],
  })
  const exception = type.slice(type.lastIndexOf('.') + 1)
  return { status, headers: { ...headersOf(requestId), 'x-ExceptionType': exception }, body }
}

const CHALLENGE = `Bearer client_id="${EXCHANGE_APP_ID}", trusted_issuers="00000001-0000-0000-c000-000000000000@*", token_types="app_asserted_user_v1 service_asserted_app_v1", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", error="invalid_token",Basic Realm=""`

/** @param diagnostics value of x-ms-diagnostics, where the service says why */
export function unauthorized(requestId: string, diagnostics: string | undefined): Answer {
  const why = diagnostics ? { 'x-ms-diagnostics': diagnostics } : undefined
  return {
    status: 401,
    headers: { 'Request-Id': requestId, 'WWW-Authenticate': CHALLENGE, ...why },
    body: '',
  }
}

/**
 * Unknown cmdlets and cmdlets that the caller may not run get the same answer: 403 with only NUL bytes
 * (observed). The real answer also declares gzip, which would make every client fail while decoding; the mock
 * leaves that out.
 */
export function forbidden(requestId: string): Answer {
  return { status: 403, headers: { 'Request-Id': requestId }, body: new Uint8Array(FORBIDDEN_BYTES) }
}
const FORBIDDEN_BYTES = 470

/**
 * The entity sets say which cmdlet the caller lacks (observed: MicrosoftDocs/office-docs-powershell issue 7970).
 */
export function notAllowed(cmdlet: string, requestId: string): Answer {
  const message = `User is not allowed to call ${cmdlet}`
  const error = { code: 'Unauthorized', message, innererror: { message, type: ODATA_EXCEPTION } }
  return { status: 401, headers: headersOf(requestId), body: JSON.stringify({ error }) }
}

/**
 * Answers that never reach a cmdlet: status observed for 405, inferred for the others.
 * @param allow the methods that the path accepts
 */
export function refused(status: 404 | 405 | 413 | 415, requestId: string, allow?: string): Answer {
  return { status, headers: { 'Request-Id': requestId, ...(allow ? { Allow: allow } : {}) }, body: '' }
}

/** Status and Retry-After are documented; the plain text is what public clients match (observed). */
export function tooManyRequests(retryAfterSeconds: number, requestId: string): Answer {
  return {
    status: 429,
    headers: {
      'Content-Type': 'text/plain; charset=utf-8',
      'Request-Id': requestId,
      'Retry-After': String(retryAfterSeconds),
    },
    body: 'You have reached the maximum number of concurrent requests per tenant. Please wait and try again.',
  }
}

/**
 * Failures outside a cmdlet have the short form of the error, without details. Code, text and type of the 500
 * are observed. Clients look for "issue may be transient" at 503 and 504 (observed); the rest of these texts
 * is inferred.
 */
export function serverFailure(status: ServerFailure, requestId: string): Answer {
  const { code, message, type } = SERVER_FAILURE[status]
  const innererror = { message, type: `Microsoft.Exchange.${type}`, stacktrace: '' }
  return {
    status,
    headers: { ...headersOf(requestId), 'x-ExceptionType': type.slice(type.lastIndexOf('.') + 1) },
    body: JSON.stringify({ error: { code, message, innererror } }),
  }
}

const SERVER_FAILURE: Readonly<
  Record<ServerFailure, { readonly code: string; readonly message: string; readonly type: string }>
> = {
  500: {
    code: 'InternalServerError',
    message:
      "The call to Microsoft Exchange Active Directory Topology service on server 'TopologyClientTcpEndpoint (localhost)' returned an error. Error details Active Directory server  is not available. Error message: Active directory response: The LDAP server is unavailable..",
    type: 'Data.Directory.ADTransientException',
  },
  503: {
    code: 'ServiceUnavailable',
    message: 'The service is unavailable. This issue may be transient. Please try again.',
    type: 'Configuration.Tasks.UnableToWriteToAadException',
  },
  504: {
    code: 'GatewayTimeout',
    message: 'The request timed out. This issue may be transient. Please try again.',
    type: 'Data.Directory.ADTransientException',
  },
}
