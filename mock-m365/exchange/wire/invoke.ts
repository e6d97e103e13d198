/** InvokeCommand, the operation that runs all cmdlets, and v2.0's endpoints, which run only some of them. */

import type { Answer, Arrival } from '../../wire.ts'
import { failure, forbidden, refused, success } from '../answers.ts'
import { mayRun } from '../authorization.ts'
import { CmdletError, malformedRequest, pageExpired } from '../errors.ts'
import type { Exchange } from '../service.ts'
import { asClixml } from './clixml.ts'
import { type Entry, entryNamed } from './cmdlets.ts'
import { type Command, readCommand, type Unread } from './command.ts'
import { nextLink, pageOf } from './pages.ts'
import { asJson, selectionIn, type Writer } from './rows.ts'
import { runCmdlet } from './run.ts'
import type { Endpoint, Prepared, Session } from './session.ts'

export const invokeCommand: Endpoint = {
  versions: ['beta'],
  method: 'POST',
  prepare: (arrival, _target, cloud) => prepareInvoke(arrival, cloud),
}

/** Checks a command before it runs. @throws CmdletError for a command that this endpoint does not allow */
export type Doorkeeper = (command: Command) => void

export function prepareInvoke(given: Arrival, cloud: Exchange, check?: Doorkeeper): Prepared {
  const arrival = continued(given, cloud)
  const command = arrival === undefined ? pageExpired() : readCommand(arrival)
  const entry = isCommand(command) ? entryNamed(command.cmdletName) : undefined
  return {
    operation: entry?.cmdlet.name ?? unknownOperation(command),
    writes: entry?.cmdlet.writes ?? false,
    run: (session) => {
      if (typeof command === 'number') return refused(command, session.requestId)
      if (command instanceof CmdletError) return failure(command, session.requestId)
      check?.(command)
      // Unknown cmdlets and those that the caller may not run get the same answer.
      if (!entry || !mayRun(session.claims, entry.roles)) return forbidden(session.requestId)
      return invoke({ ...session, arrival: arrival ?? given }, entry, command)
    },
  }
}

/** A next page requested by GET has no body; it uses the body of its first request. */
function continued(arrival: Arrival, cloud: Exchange): Arrival | undefined {
  if (arrival.method === 'POST') return arrival
  const body = cloud.bodies.behind(arrival.query)
  return body === undefined ? undefined : { ...arrival, body }
}

const isCommand = (command: Command | Unread): command is Command =>
  typeof command === 'object' && 'cmdletName' in command

/** Call records name a cmdlet that is not emulated, so that coverage can list it. */
function unknownOperation(command: Command | Unread): string {
  const name = isCommand(command) ? command.cmdletName : ''
  return /^[A-Za-z]{1,32}-[A-Za-z0-9]{1,64}$/.test(name) ? name : 'InvokeCommand'
}

function invoke(session: Session, { cmdlet }: Entry, { parameters }: Command): Answer {
  const { cloud, arrival, target, tenant, requestId } = session
  const write = writerFor(arrival)
  const asked = arrival.query === '' ? undefined : new URLSearchParams(arrival.query)
  const page = pageOf(arrival, asked?.get('$skiptoken') ?? null, tenant.position)
  if (cmdlet.writes && page.position !== undefined) throw pageExpired()
  const { output, warnings, confirmation } = runCmdlet(session, cmdlet, parameters, page.position)
  const end = page.from + page.size
  let next: string | undefined
  if (output.length > end) {
    cloud.bodies.remember(arrival)
    next = nextLink(arrival, end, page.position ?? tenant.position)
  }
  return success({
    context: `${arrival.origin}/adminapi/${target.version}/${target.tenantName}/$metadata#Collection(Exchange.GenericHashTable)`,
    requestId,
    rows: page.from === 0 && next === undefined ? output : output.slice(page.from, end),
    write,
    select: selectionIn(asked?.get('$select') ?? null),
    warnings,
    nextLink: next,
    confirmation,
  })
}

/**
 * The module requests clixml, other clients json or nothing (observed); other values are refused (inferred).
 */
function writerFor({ headers }: Arrival): Writer {
  const format = headers['x-responseformat']?.trim().toLowerCase()
  if (format === undefined || format === '' || format === 'json') return asJson
  if (format !== 'clixml')
    throw malformedRequest('The response format is not supported. X-ResponseFormat is json or clixml.')
  const level = headers['x-serializationlevel']?.trim().toLowerCase() || 'partial'
  if (level !== 'partial' && level !== 'full')
    throw malformedRequest(
      'The serialization level is not supported. X-SerializationLevel is Partial or Full.',
    )
  return asClixml(level)
}
