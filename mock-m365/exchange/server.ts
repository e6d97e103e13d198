/**
 * Exchange Online's admin endpoint: one operation, InvokeCommand, behind which all cmdlets stand.
 * https://learn.microsoft.com/exchange/reference/admin-api-overview
 */
import type { Cloud } from '../cloud.ts'
import { type Claims, readToken } from '../entra/tokens.ts'
import type { Actor, Tenant } from '../tenant.ts'
import type { Answer, Arrival, Call, Service } from '../wire.ts'
import { failure, forbidden, refused, success, tooManyRequests, unauthorized } from './answers.ts'
import { mayRun, rolesFor, sessionRefusal } from './authorization.ts'
import { organizationOf } from './directory-object.ts'
import { CmdletError, dehydrated, malformedRequest, pageExpired } from './errors.ts'
import type { Cmdlet, Outcome } from './noun.ts'
import { NOUNS } from './nouns/index.ts'
import { type Binding, bind } from './parameters.ts'
import { type Command, nextLink, readCommand, readQuery, targetOf } from './request.ts'

interface Entry {
  readonly cmdlet: Cmdlet
  readonly roles: ReadonlySet<string>
}

/** By canonical and by lower-case name. */
const CMDLETS: ReadonlyMap<string, Entry> = new Map(
  NOUNS.flatMap(({ cmdlets }) => cmdlets).flatMap((cmdlet) => {
    const entry = { cmdlet, roles: rolesFor(cmdlet.noun, cmdlet.writes) }
    return [[cmdlet.name, entry] as const, [cmdlet.name.toLowerCase(), entry] as const]
  }),
)

export const exchange: Service<Cloud> = {
  name: 'exchange',
  resolve,
  throttled: (_arrival, retryAfterSeconds, requestId) => tooManyRequests(retryAfterSeconds, requestId),
}

function resolve(arrival: Arrival, cloud: Cloud): Call {
  const target = targetOf(arrival)
  if ('refusal' in target) {
    const operation = `${arrival.method} ${arrival.path}`.slice(0, OPERATION_SHOWN_MAX)
    const run = (requestId: string) => refused(target.refusal, requestId)
    return { service: 'exchange', operation, writes: false, run }
  }
  const command = readCommand(arrival.body)
  const entry = isCommand(command)
    ? (CMDLETS.get(command.cmdletName) ?? CMDLETS.get(command.cmdletName.toLowerCase()))
    : undefined
  const tenant = cloud.tenantNamed(target.tenantName)
  const { tenantName } = target
  return {
    service: 'exchange',
    operation: entry?.cmdlet.name ?? unknownOperation(command),
    ...(tenant ? { tenantId: tenant.id } : {}),
    writes: entry?.cmdlet.writes ?? false,
    run: (requestId: string) => answer({ arrival, cloud, tenantName, tenant, command, entry, requestId }),
  }
}

interface Placed {
  readonly arrival: Arrival
  readonly cloud: Cloud
  readonly tenantName: string
  readonly tenant: Tenant | undefined
  readonly command: ReturnType<typeof readCommand>
  readonly entry: Entry | undefined
  readonly requestId: string
}

const OPERATION_SHOWN_MAX = 128

const isCommand = (command: ReturnType<typeof readCommand>): command is Command =>
  typeof command === 'object' && 'cmdletName' in command

/** A cmdlet that is not emulated keeps its name, so that coverage can list it. */
function unknownOperation(command: ReturnType<typeof readCommand>): string {
  const name = isCommand(command) ? command.cmdletName : ''
  return /^[A-Za-z]{1,32}-[A-Za-z0-9]{1,64}$/.test(name) ? name : 'InvokeCommand'
}

function answer(placed: Placed): Answer {
  const { arrival, cloud, tenant, command, entry, requestId } = placed
  const claims = readToken(cloud, arrival.headers.authorization, arrival.at)
  const refusal = sessionRefusal(claims, tenant?.id)
  if (refusal || typeof claims === 'string' || !tenant) return unauthorized(requestId, refusal?.diagnostics)
  if (command === 'too large') return refused(413, requestId)
  if (command instanceof CmdletError) return failure(command, requestId)
  if (!entry || !mayRun(claims, entry.roles)) return forbidden(requestId)
  try {
    return invoke(placed, tenant, claims, entry.cmdlet, command)
  } catch (error) {
    if (error instanceof CmdletError) return failure(error, requestId)
    throw error
  }
}

function invoke(placed: Placed, tenant: Tenant, claims: Claims, cmdlet: Cmdlet, command: Command): Answer {
  const { arrival, cloud, tenantName, requestId } = placed
  const { at, origin } = arrival
  refuseClixml(arrival)
  const bound = bind(cmdlet.table, command.parameters)
  const { select, page } = readQuery(arrival, tenant.position)
  if (cmdlet.writes && page.position !== undefined) throw pageExpired()
  const view = page.position === undefined ? tenant : tenant.before(page.position)
  if (cmdlet.needsCustomization && view.list('OrganizationConfig')[0]?.IsDehydrated === true)
    throw dehydrated()
  const actor = actorOf(claims)
  const outcome = cmdlet.run({
    view,
    organization: organizationOf(view),
    at,
    ids: cloud.ids,
    actorName: actor.displayName,
    bound,
  })
  const confirmation = questionOf(cmdlet, bound)
  const { output, warnings } = effect(outcome, bound, confirmation, (edits) => {
    const write = { at, actor, call: cmdlet.name, requestId }
    for (const { kind, key, after, cascade } of edits) tenant.commit(write, kind, key, after, cascade)
  })
  const end = page.from + page.size
  const more = output.length > end ? nextLink(arrival, end, page.position ?? tenant.position) : undefined
  const shown = page.from === 0 && more === undefined ? output : output.slice(page.from, end)
  return success({
    origin,
    tenantName,
    requestId,
    output: shown,
    warnings,
    select,
    nextLink: more,
    confirmation,
  })
}

/** Microsoft's own module asks for serialised PowerShell objects, which are not emulated; text inferred. */
function refuseClixml({ headers }: Arrival): void {
  const format = headers['x-responseformat']
  if (format !== undefined && format.toLowerCase() !== 'json')
    throw malformedRequest('The response format is not supported. Use X-ResponseFormat: json.')
}

/** WhatIf and Confirm check everything and write nothing (observed for Confirm, inferred for WhatIf). */
function effect(
  { output, edits, warnings }: Outcome,
  bound: Binding,
  confirmation: string | undefined,
  commit: (edits: Outcome['edits']) => void,
): Pick<Outcome, 'output' | 'warnings'> {
  if (edits.length === 0) return { output, warnings }
  if (bound.WhatIf === true || confirmation !== undefined) return { output: [], warnings }
  commit(edits)
  return { output, warnings }
}

/** Inferred text: the module shows it and, once confirmed, sends the command again with Confirm false. */
function questionOf(
  { name, writes }: Cmdlet,
  { Confirm, WhatIf, Identity, Name }: Binding,
): string | undefined {
  if (Confirm !== true || WhatIf === true || !writes) return undefined
  return `Are you sure you want to perform this action?\nRunning "${name}" on "${String(Identity ?? Name ?? '')}".`
}

function actorOf({ idtyp, oid, app_displayname, name, upn }: Claims): Actor {
  if (idtyp === 'app') return { type: 'application', id: oid, displayName: app_displayname }
  return { type: 'user', id: oid, displayName: name ?? upn ?? oid }
}
