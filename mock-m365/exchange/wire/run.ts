/** Runs one cmdlet for a session: binds, runs, and commits, except with WhatIf and Confirm. */
import type { Entity } from '../../base.ts'
import type { View } from '../../tenant.ts'
import { organizationOf } from '../directory-object.ts'
import { dehydrated } from '../errors.ts'
import type { Cmdlet, Outcome } from '../noun.ts'
import { type Binding, bind } from '../parameters.ts'
import { actorOf, type Session } from './session.ts'

export interface Ran {
  readonly output: readonly Entity[]
  readonly warnings: readonly string[]
  /** The question that a cmdlet called with Confirm asks instead of running. */
  readonly confirmation: string | undefined
}

/**
 * @param position position of the log for all pages of one reading; undefined for the present state
 * @throws CmdletError for every refusal of the cmdlet
 */
export function runCmdlet(
  session: Session,
  cmdlet: Cmdlet,
  parameters: Readonly<Record<string, unknown>>,
  position?: number,
): Ran {
  const { cloud, tenant, claims, arrival, requestId } = session
  const bound = bind(cmdlet.table, parameters)
  const seen = position === undefined ? cloud.viewOf(tenant, 'exchange', arrival.at) : tenant.before(position)
  const view: View = cmdlet.writes ? tenant : seen
  if (cmdlet.needsCustomization && view.list('OrganizationConfig')[0]?.IsDehydrated === true)
    throw dehydrated()
  const actor = actorOf(claims)
  const outcome = cmdlet.run({
    view,
    seen,
    organization: organizationOf(view),
    at: arrival.at,
    ids: cloud.ids,
    actorName: actor.displayName,
    caller: actor,
    bound,
  })
  const confirmation = questionOf(cmdlet, bound)
  const warnings = isSilent(arrival.headers.warningaction ?? bound.WarningAction) ? [] : outcome.warnings
  return { ...effect(outcome, bound, confirmation, commit), warnings, confirmation }

  function commit(edits: Outcome['edits']): void {
    const write = { at: arrival.at, actor, call: cmdlet.name, requestId }
    for (const { kind, key, after, cascade } of edits) tenant.commit(write, kind, key, after, cascade)
  }
}

/** WhatIf and Confirm check everything and write nothing (observed for Confirm, inferred for WhatIf). */
function effect(
  { output, edits }: Outcome,
  bound: Binding,
  confirmation: string | undefined,
  commit: (edits: Outcome['edits']) => void,
): Pick<Ran, 'output'> {
  if (edits.length === 0) return { output }
  if (bound.WhatIf === true || confirmation !== undefined) return { output: [] }
  commit(edits)
  return { output }
}

/** Inferred text: the module shows it and, once confirmed, sends the command again with Confirm false. */
function questionOf(
  { name, writes }: Cmdlet,
  { Confirm, WhatIf, Identity, Name }: Binding,
): string | undefined {
  if (Confirm !== true || WhatIf === true || !writes) return undefined
  return `Are you sure you want to perform this action?\nRunning "${name}" on "${String(Identity ?? Name ?? '')}".`
}

/**
 * The module sends the preference in a header, and Ignore as SilentlyContinue (observed); that it suppresses
 * warnings is inferred.
 */
const isSilent = (preference: unknown): boolean =>
  typeof preference === 'string' && /^\s*(?:SilentlyContinue|Ignore)\s*$/i.test(preference)
