/**
 * Answers of the admin endpoint. Every object is rendered once and remembered, since entities never change.
 * https://learn.microsoft.com/exchange/reference/admin-api-overview
 */
import type { Entity } from '../base.ts'
import { EXCHANGE_APP_ID } from '../entra/well-known.ts'
import type { Answer } from '../wire.ts'
import type { CmdletError } from './errors.ts'

/** Properties whose .NET type the wire names, with the annotations that precede them (observed). */
const GUIDS = new Set(['Guid', 'ExchangeObjectId', 'ImmutableId', 'DlpPolicyId', 'NameHashGuid'])
const DATE_TIMES = new Set([
  ...['WhenChanged', 'WhenCreated', 'WhenChangedUTC', 'WhenCreatedUTC'],
  ...['ActivationDate', 'ExpiryDate', 'LastValidationTimestamp'],
])

/** A property's name on the wire, by the kind of its value; made once a name, since objects have hundreds. */
interface Prefixes {
  /** The name in lower case, by which $select finds it. */
  readonly folded: string
  readonly bare: string
  readonly list: string
  readonly number: string
  readonly text: string
}

const PREFIXES_MAX = 4096
const known = new Map<string, Prefixes>()

function prefixesOf(name: string): Prefixes {
  const before = known.get(name)
  if (before) return before
  const key = (annotation = '') => JSON.stringify(`${name}${annotation}`)
  const bare = `${key()}:`
  const guid = `${key('@data.type')}:"System.Guid",${key('@odata.type')}:"#Guid",${bare}`
  const dateTime = `${key('@data.type')}:"System.DateTime",${bare}`
  const made = {
    folded: name.toLowerCase(),
    bare,
    list: `${key('@odata.type')}:"#Collection(String)",${bare}`,
    number: `${key('@data.type')}:"System.Int32",${bare}`,
    text: GUIDS.has(name) ? guid : DATE_TIMES.has(name) ? dateTime : bare,
  }
  if (known.size < PREFIXES_MAX) known.set(name, made)
  return made
}

type Selection = ReadonlySet<string> | undefined

const WHOLE: ReadonlySet<string> = new Set()
const rendered = new WeakMap<ReadonlySet<string>, WeakMap<Entity, string>>()

/** @param select lower-case names; all properties where undefined */
function render(entity: Entity, select: Selection): string {
  const key = select ?? WHOLE
  let texts = rendered.get(key)
  if (!texts) {
    texts = new WeakMap()
    rendered.set(key, texts)
  }
  const before = texts.get(entity)
  if (before) return before
  const text = renderOnly(entity, select)
  texts.set(entity, text)
  return text
}

function renderOnly(entity: Entity, names: Selection): string {
  const parts: string[] = []
  for (const name of Object.keys(entity)) {
    const prefixes = prefixesOf(name)
    if (!names || names.has(prefixes.folded)) parts.push(property(prefixes, entity[name]))
  }
  return `{${parts.join(',')}}`
}

function property({ bare, list, number, text }: Prefixes, value: unknown): string {
  if (value === null || value === undefined) return `${bare}null`
  if (typeof value === 'boolean') return value ? `${bare}true` : `${bare}false`
  if (typeof value === 'number') return `${number}${value}`
  if (typeof value === 'string') return text + JSON.stringify(value)
  return `${Array.isArray(value) ? list : bare}${JSON.stringify(value)}`
}

const CONTENT_TYPE =
  'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8'

function headersOf(requestId: string): Record<string, string> {
  return {
    'Content-Type': CONTENT_TYPE,
    'OData-Version': '4.0',
    'Request-Id': requestId,
    'Preference-Applied': 'odata.include-annotations="*"',
    OrganizationStatus: 'Active',
  }
}

export interface Success {
  readonly origin: string
  readonly tenantName: string
  readonly requestId: string
  readonly output: readonly Entity[]
  readonly warnings: readonly string[]
  /** Lower-case names of the properties asked for with $select. */
  readonly select: Selection
  readonly nextLink: string | undefined
  /** The question that a cmdlet called with Confirm asks instead of running. */
  readonly confirmation: string | undefined
}

export function success(answer: Success): Answer {
  const { select, nextLink, confirmation, warnings } = answer
  const context = `${answer.origin}/adminapi/beta/${answer.tenantName}/$metadata#Collection(Exchange.GenericHashTable)`
  let body = `{"@odata.context":${JSON.stringify(context)},"adminapi.warnings@odata.type":"#Collection(String)","@adminapi.warnings":${JSON.stringify(warnings)}`
  if (confirmation) body += `,"@adminapi.confirmationmessage":${JSON.stringify(confirmation)}`
  if (nextLink) body += `,"@odata.nextLink":${JSON.stringify(nextLink)}`
  body += ',"value":['
  let comma = ''
  for (const entity of answer.output) {
    body += comma + render(entity, select)
    comma = ','
  }
  body += ']}'
  return { status: 200, headers: headersOf(answer.requestId), body }
}

const ODATA_EXCEPTION = 'Microsoft.Exchange.Admin.OData.Core.ODataServiceException'
/** Inferred namespace; the class name was observed where a cmdlet failed while running. */
const RUNTIME_EXCEPTION = 'Microsoft.Exchange.Admin.OData.Core.DirectInvokeCmdletExecutionException'
/** An id of the failing place in the service; one observed value stands for all. */
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
 * Unknown cmdlets and cmdlets that the caller may not run look alike: 403 with nothing but NUL bytes (observed).
 * The real answer also declares gzip, which would make every client fail while decoding; the mock leaves that out.
 */
export function forbidden(requestId: string): Answer {
  return { status: 403, headers: { 'Request-Id': requestId }, body: new Uint8Array(FORBIDDEN_BYTES) }
}
const FORBIDDEN_BYTES = 470

/** Answers that never reach a cmdlet: status observed for 405, inferred for the others. */
export function refused(status: 404 | 405 | 413, requestId: string): Answer {
  const allow = status === 405 ? { Allow: 'POST' } : undefined
  return { status, headers: { 'Request-Id': requestId, ...allow }, body: '' }
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
