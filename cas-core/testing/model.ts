/** A tenant as the plan sees it, made from a short description, to which the steps of a plan can be done. */

import type { ListKindName, ObjectKindName } from '../objects/index.ts'
import type { Fields, Found, ObjectKind } from '../objects/kind.ts'
import { marksOf } from '../objects/marker.ts'
import type { Known, Memory } from '../reconcile/journal.ts'
import { type Plan, planSteps, type Step } from '../reconcile/plan.ts'
import type { Question } from '../reconcile/question.ts'
import { isList, type ObjectHead } from '../reconcile/row.ts'
import type { InlineGoal } from '../service-accounts/inline/goals.ts'
import { type InlineContext, OBJECTS } from '../service-accounts/inline/table.ts'
import { siteNamed } from '../service-accounts/sites.ts'
import { boundTo, type ListRowOf, type ObjectRowOf, type WithStanding } from '../service-accounts/table.ts'

type Context = InlineContext & WithStanding
type Goal = InlineGoal
type ObjectRow = ObjectRowOf<InlineContext>
type ListRow = ListRowOf<InlineContext>

export const ROWS = OBJECTS.flatMap((row) => (isList(row) ? [] : [row]))
export const LISTS = OBJECTS.flatMap((row) => (isList(row) ? [row] : []))
export const NOW = 1_000_000_000

/** The state of a row's object in the tenant before the plan. */
export const STATES = ['absent', 'ours', 'changed', 'unmarked', 'renamed', 'journal lost'] as const
type State = (typeof STATES)[number]

export interface Standing {
  readonly state: State
  readonly enabled: boolean
  readonly leftEnabled: boolean
  /** Somebody else's object of the same name, spelled with other capitals. */
  readonly foreign: 'none' | 'same name' | 'other case'
}
export interface Case {
  readonly goal: Goal
  readonly rows: readonly Standing[]
  readonly lists: readonly {
    readonly ours: readonly number[]
    readonly customers: readonly number[]
    readonly open: boolean
  }[]
  readonly domains: readonly string[]
  readonly users: readonly string[]
  readonly protection: boolean
}

/** Compares the wanted fields with the present ones; a rule's switch is a separate field. */
export const kindOf = (row: Pick<ObjectHead, 'kind'>): ObjectKind => ({
  markedIn: 'Comment',
  observe: async () => [],
  create: async () => ({ id: '', fields: {} }),
  update: async () => [],
  remove: async () => undefined,
  differences: (wanted, found) =>
    Object.fromEntries(
      Object.entries(wanted).filter(
        ([name, value]) => JSON.stringify(value) !== JSON.stringify(found.fields[name]),
      ),
    ),
  covers: ['RecipientDomainIs', 'SenderDomainIs', 'members'],
  ...(row.kind === 'transportRule' ? { isEnabled: (found: Found) => found.fields.State === 'Enabled' } : {}),
})

function contextOf({ domains, users, protection }: Case): Context {
  const targets = { domains, users }
  return {
    site: siteNamed('EU'),
    marks: marksOf('secret', 'tenant'),
    spoofTypes: ['External', 'Internal'],
    targets: { inbound: targets, outbound: targets },
    protection: { inbound: protection, outbound: protection },
    standing: new Map([
      ['G1', { mail: 'g1@contoso.com' }],
      ['G2', { mail: 'g2@contoso.com' }],
    ]),
  }
}

export const NOTHING: Known = {
  id: undefined,
  open: [],
  tried: [],
  lastDone: undefined,
  openClaims: [],
  claimed: [],
  leftEnabled: false,
}

/** The tenant as a case describes it, in a form that steps can be done to. */
export class Model {
  readonly objects = new Map<ObjectKindName, Found[]>()
  readonly lists = new Map<ListKindName, string[]>()
  readonly known = new Map<string, Known>()
  readonly context: Context
  readonly foreign: Found[] = []
  readonly customers = new Map<string, readonly string[]>()
  now = NOW

  constructor(given: Case) {
    this.context = contextOf(given)
    ROWS.forEach((row, i) => {
      const one = given.rows[i]
      if (one) this.#put(row, one)
    })
    for (const [i, row] of LISTS.entries()) this.#fill(row, given.lists[i])
  }

  #put(row: ObjectRow, { state, enabled, leftEnabled, foreign }: Standing): void {
    const all = this.objects.get(row.kind) ?? []
    this.objects.set(row.kind, all)
    if (foreign !== 'none') {
      const name = foreign === 'same name' ? row.name : row.name.toUpperCase()
      const found = { id: `foreign ${row.key}`, name, marker: undefined, fields: { State: 'Enabled' } }
      all.push(found)
      this.foreign.push(found)
    }
    if (state === 'absent') return
    const wanted = row.wanted(this.context)
    const fields: Fields = { ...(state === 'changed' ? {} : wanted), State: enabled ? 'Enabled' : 'Disabled' }
    const id = `own ${row.key}`
    all.push({
      id,
      name: state === 'renamed' ? 'renamed' : row.name,
      marker: state === 'unmarked' ? undefined : { key: row.key, opId: '' },
      fields,
    })
    if (state !== 'journal lost') this.known.set(row.key, { ...NOTHING, id, leftEnabled })
  }

  #fill(row: ListRow, given: Case['lists'][number] = { ours: [], customers: [], open: false }): void {
    const entries = row.entries(this.context)
    const at = (places: readonly number[]) => places.flatMap((place) => entries[place] ?? [])
    const ours = at(given.ours)
    const customers = ['customer’s own', ...at(given.customers).filter((one) => !ours.includes(one))]
    this.lists.set(row.kind, [...customers, ...ours])
    this.customers.set(row.kind, customers)
    const open = { opId: 'open', entries: ours }
    this.known.set(row.key, given.open ? { ...NOTHING, openClaims: [open] } : { ...NOTHING, claimed: ours })
  }

  plan(goal: Goal): Plan {
    const memory: Memory = {
      epoch: 1,
      goal,
      reached: false,
      of: (key) => this.known.get(key) ?? NOTHING,
    }
    const question: Question = {
      table: boundTo(OBJECTS, this.context),
      goal,
      standing: this.context.standing,
      kindOf: (kind) => kindOf({ kind }),
      observed: { objects: this.objects, lists: this.lists },
      memory,
      nowMs: this.now,
      refused: new Map(),
    }
    return planSteps(question)
  }

  own = (row: ObjectHead): Found | undefined => {
    const all = (this.objects.get(row.kind) ?? []).filter((one) => !this.foreign.includes(one))
    return all.find((one) => one.id === `own ${row.key}`)
  }

  do(step: Step): void {
    if (step.action === 'wait') {
      this.now = Math.max(this.now, step.untilMs)
      return
    }
    const { row } = step
    const known = this.known.get(row.key) ?? NOTHING
    if ('entries' in step) {
      const list = (this.lists.get(step.row.kind) ?? []).filter((one) => !step.entries.includes(one))
      const claimed = known.claimed.filter((one) => !step.entries.includes(one))
      if (step.action === 'release') this.known.set(row.key, { ...NOTHING, claimed })
      else this.known.set(row.key, { ...known, claimed: [...claimed, ...step.entries] })
      this.lists.set(step.row.kind, step.action === 'claim' ? [...list, ...step.entries] : list)
      return
    }
    const object = step.row
    const others = (this.objects.get(object.kind) ?? []).filter((one) => one.id !== `own ${row.key}`)
    const before = this.own(object)
    const fields = { ...before?.fields, ...object.wanted(this.context.standing) }
    const State = {
      create: object.enabled === undefined ? 'Enabled' : 'Disabled',
      enable: 'Enabled',
      disable: 'Disabled',
    }
    const made: Found = {
      id: `own ${row.key}`,
      name: object.name,
      marker: { key: row.key, opId: '' },
      fields:
        step.action === 'update'
          ? fields
          : {
              ...(step.action === 'create' ? fields : before?.fields),
              State: Reflect.get(State, step.action),
            },
    }
    this.objects.set(object.kind, step.action === 'remove' ? others : [...others, made])
    const leftEnabled = step.action === 'enable' || (step.action === 'update' && known.leftEnabled)
    this.known.set(row.key, step.action === 'remove' ? NOTHING : { ...known, id: made.id, leftEnabled })
  }

  /** Plans and does until nothing is left to do. */
  settle(goal: Goal): Plan {
    for (let round = 0; round < 5; round++) {
      const plan = this.plan(goal)
      if (plan.steps.length === 0) return plan
      for (const step of plan.steps) this.do(step)
    }
    throw new Error('five rounds were not enough')
  }
}
