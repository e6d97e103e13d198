/** InvokeCommand: the one operation behind which all cmdlets stand, and v2.0's endpoints, which are narrower doors to it. */

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

/** Looks at a command before it is run. @throws CmdletError for one that this door does not let through */
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
      // Unknown cmdlets and those that the caller may not run look alike.
      if (!entry || !mayRun(session.claims, entry.roles)) return forbidden(session.requestId)
      return invoke({ ...session, arrival: arrival ?? given }, entry, command)
    },
  }
}

/** A page that is followed by GET has no body of its own, but that of the request whose page it is. */
function continued(arrival: Arrival, cloud: Exchange): Arrival | undefined {
  if (arrival.method === 'POST') return arrival
  const body = cloud.bodies.behind(arrival.query)
  return body === undefined ? undefined : { ...arrival, body }
}

const isCommand = (command: Command | Unread): command is Command =>
  typeof command === 'object' && 'cmdletName' in command

/** A cmdlet that is not emulated keeps its name, so that coverage can list it. */
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

/** The module asks for clixml, everybody else for json or for nothing (observed); other words are refused (inferred). */
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
