/**
 * Up to 20 requests in one. Each goes through the cloud separately, so that faults, limits and call records
 * apply to it. https://learn.microsoft.com/graph/json-batching
 */
import type { Answer, Arrival } from '../../wire.ts'
import { ANYONE } from '../authorization/access.ts'
import { isJudged, isLeftAlone } from '../subscriptions/handshake.ts'
import { batchAnswer, refusalBody } from './answer.ts'
import { isObject, jsonOf } from './body.ts'
import { batchInvalid, batchTooLarge, batchWriteBare, dependencyFailed, type GraphError } from './errors.ts'
import type { Operation } from './router.ts'
import type { Turn } from './turn.ts'

const STEPS_MAX = 20
const ID_LENGTH_MAX = 256
const URL_LENGTH_MAX = 16_384
/** One request of a batch, treated as hostile. */
interface Step {
  readonly id: string
  readonly method: string
  /** From the version on, as the caller wrote it: `/users`. */
  readonly path: string
  readonly query: string
  readonly version: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** Lower-case ids. */
  readonly dependsOn: readonly string[]
  /** What is wrong with this step. */
  readonly refusal: GraphError | undefined
}

export const batchOperation: Operation = {
  method: 'POST',
  path: '$batch',
  access: ANYONE,
  source: 'https://learn.microsoft.com/graph/json-batching',
  provenance: 'documented',
  run: answerBatch,
}

function answerBatch(turn: Turn): Answer {
  const { requests } = jsonOf(turn.arrival)
  if (!Array.isArray(requests)) throw batchInvalid('The requests property is missing or is not an array.')
  if (requests.length > STEPS_MAX) throw batchTooLarge(STEPS_MAX)
  const steps = requests.map((one) => stepOf(one, turn.version))
  const ordered = inOrder(steps)
  const statuses = new Map<string, number>()
  const texts = new Map<Step, string>()
  let isLost = false
  for (const step of ordered) {
    const answer = answerStep(turn, step, statuses)
    statuses.set(step.id.toLowerCase(), answer.status)
    texts.set(step, textOf(step.id, answer))
    isLost ||= answer.lost === true
  }
  const body = `{"responses":[${steps.map((step) => texts.get(step)).join(',')}]}`
  return { ...batchAnswer(turn, body), ...(isLost ? { lost: true } : {}) }
}

function answerStep(turn: Turn, step: Step, statuses: ReadonlyMap<string, number>): Answer {
  const failed = step.dependsOn.some((id) => (statuses.get(id) ?? 0) >= 400)
  const refused = failed ? dependencyFailed() : step.refusal
  if (refused)
    return {
      status: refused.status,
      headers: { 'Content-Type': 'application/json' },
      body: refusalBody(turn, refused),
    }
  const { origin, host, headers, at } = turn.arrival
  const arrival: Arrival = {
    method: step.method,
    host,
    origin,
    path: `/${step.version}${step.path}`,
    query: step.query,
    headers: { ...step.headers, authorization: headers.authorization },
    body: step.body,
    at,
    batch: turn.requestId,
  }
  if (isLeftAlone(turn.arrival, arrival)) return UNTOUCHED
  return isJudged(arrival) ? turn.cloud.judge(arrival) : turn.cloud.handle(arrival)
}

/** This answer is not used: the batch is answered after the validation of its endpoints. */
const UNTOUCHED: Answer = { status: 200, headers: {}, body: '' }

/** Methods that need a body and its type, even where the operation has none (observed). */
const WRITES = new Set(['POST', 'PATCH', 'PUT'])

function stepOf(given: unknown, version: string): Step {
  if (!isObject(given)) throw batchInvalid('A request is not an object.')
  const { id, method, url, headers, body, dependsOn } = given
  // Documented as text; the CLI for Microsoft 365 sends numbers (observed).
  const name = typeof id === 'number' ? String(id) : id
  if (typeof name !== 'string' || name === '' || name.length > ID_LENGTH_MAX)
    throw batchInvalid('A request has no id.')
  if (typeof method !== 'string' || method === '') throw batchInvalid(`Request '${name}' has no method.`)
  if (typeof url !== 'string' || url === '' || url.length > URL_LENGTH_MAX)
    throw batchInvalid(`Request '${name}' has no url.`)
  const target = targetOf(url, version)
  const sent = headersOf(name, headers)
  const hasBody = body !== undefined && body !== null
  if (WRITES.has(method.toUpperCase()) && (!hasBody || sent['content-type'] === undefined))
    throw batchWriteBare(name)
  return {
    id: name,
    method: method.toUpperCase(),
    ...target,
    headers: sent,
    body: hasBody ? (typeof body === 'string' ? body : JSON.stringify(body)) : '',
    dependsOn: dependsOnOf(name, dependsOn),
  }
}

/** `/users`, `users?$top=1` and `/v1.0/me` alike: clients send all three (observed). */
function targetOf(url: string, version: string): Pick<Step, 'path' | 'query' | 'version' | 'refusal'> {
  const question = url.indexOf('?')
  const path = question < 0 ? url : url.slice(0, question)
  const query = question < 0 ? '' : url.slice(question + 1).split('#', 1)[0]
  const rooted = path.startsWith('/') ? path : `/${path}`
  const [, stated] = /^\/(v1\.0|beta)(?=\/|$)/i.exec(rooted) ?? []
  const rest = stated === undefined ? rooted : rooted.slice(1 + stated.length)
  const refusal =
    path.includes('://') || isBatch(rest)
      ? // Neither absolute addresses nor batches in batches are served (documented); the text is inferred.
        batchInvalid('The url of a request must be relative, and no batch.')
      : undefined
  return { path: rest, query: query ?? '', version: stated ?? version, refusal }
}

/** In any spelling: each level of batches would multiply the work by twenty. */
function isBatch(path: string): boolean {
  const words = path.split('/').map((part) => {
    try {
      return decodeURIComponent(part).toLowerCase()
    } catch {
      return part
    }
  })
  return words.includes('$batch')
}

function headersOf(id: string, given: unknown): Record<string, string> {
  const headers: Record<string, string> = Object.create(null)
  if (given === undefined || given === null) return headers
  if (!isObject(given)) throw batchInvalid(`The headers of request '${id}' are not an object.`)
  for (const [name, value] of Object.entries(given))
    if (typeof value === 'string') headers[name.toLowerCase()] = value
  return headers
}

function dependsOnOf(id: string, given: unknown): string[] {
  if (given === undefined || given === null) return []
  if (!Array.isArray(given) || !given.every((one) => typeof one === 'string' || typeof one === 'number'))
    throw batchInvalid(`The dependsOn of request '${id}' is not an array of ids.`)
  return given.map((one) => String(one).toLowerCase())
}

/**
 * The order of the requests. Only three patterns are allowed: no dependencies, a chain of all, or all on the
 * same one.
 * https://learn.microsoft.com/graph/known-issues (documented)
 * @throws GraphError 400 for repeated ids, dependencies on unknown ids, and other patterns
 */
function inOrder(steps: readonly Step[]): readonly Step[] {
  const byId = new Map(steps.map((step) => [step.id.toLowerCase(), step]))
  if (byId.size < steps.length) throw batchInvalid('The ids of the requests are not unique.')
  const dependent = steps.filter(({ dependsOn }) => dependsOn.length > 0)
  for (const { id, dependsOn } of dependent) {
    if (dependsOn.length > 1) throw batchInvalid(`Request '${id}' depends on more than one request.`)
    if (!dependsOn.every((one) => byId.has(one) && one !== id.toLowerCase()))
      throw batchInvalid(`Request '${id}' depends on a request that is not in the batch.`)
  }
  const wanted = new Set(dependent.map(({ dependsOn }) => dependsOn[0] ?? ''))
  if (wanted.size <= 1) {
    const [first] = wanted
    const before = first === undefined ? undefined : byId.get(first)
    if (before?.dependsOn.length) throw batchInvalid('The requests depend on one another in a circle.')
    return before ? [before, ...steps.filter((step) => step !== before)] : steps
  }
  return chainOf(steps, dependent)
}

function chainOf(steps: readonly Step[], dependent: readonly Step[]): readonly Step[] {
  const after = new Map(dependent.map((step) => [step.dependsOn[0], step]))
  const chain: Step[] = []
  let next = steps.find(({ dependsOn }) => dependsOn.length === 0)
  while (next && chain.length < steps.length) {
    chain.push(next)
    next = after.get(next.id.toLowerCase())
  }
  if (chain.length < steps.length)
    throw batchInvalid('Dependencies must be none, a chain of all requests, or all the same one.')
  return chain
}

const TOLD_HEADERS = [
  'Location',
  'Retry-After',
  'Cache-Control',
  'x-ms-resource-unit',
  'OData-Version',
  'Content-Type',
] as const

/**
 * The answer of one request as a member of `responses`. JSON is inserted as it is, other text as a string.
 */
function textOf(id: string, { status, headers, body }: Answer): string {
  const told: Record<string, string> = {}
  for (const name of TOLD_HEADERS) {
    const value = headers[name]
    if (value !== undefined) told[name] = value
  }
  const isJson = headers['Content-Type']?.includes('json') === true
  const text = typeof body === 'string' ? body : Buffer.from(body).toString(isJson ? 'utf8' : 'base64')
  const inside = text === '' ? '' : `,"body":${isJson ? text : JSON.stringify(text)}`
  return `{"id":${JSON.stringify(id)},"status":${status},"headers":${JSON.stringify(told)}${inside}}`
}
