/** Whether a user or device satisfies a membership rule. */
import { type Entity, fold } from '../../base.ts'
import type { View } from '../../tenant.ts'
import { record } from '../applications/credentials.ts'
import { itemProperty, type RuleProperty, ruleProperty, type Subject } from './properties.ts'
import type { Condition, MembershipRule, Operand, Operator } from './rule.ts'
import { servicePlansOf } from './service-plans.ts'

/** What an evaluation reads. */
export interface Surroundings {
  readonly view: View
  /** Milliseconds since the epoch, for `system.now`. */
  readonly at: number
}

type Comparison = Extract<Condition, { is: 'comparison' }>

/** @param entity the user or device */
export function satisfies(rule: MembershipRule, entity: Entity, around: Surroundings): boolean {
  return holds(rule.condition, askedOf(rule, entity, around))
}

export const askedOf = ({ subject }: MembershipRule, entity: Entity, around: Surroundings): Asked => ({
  subject,
  entity,
  around,
})

export interface Asked {
  readonly subject: Subject
  readonly entity: Entity
  readonly around: Surroundings
  /** The current list item inside `-any` and `-all`. */
  readonly item?: { readonly type: RuleProperty['type']; readonly value: Entity }
}

export function holds(condition: Condition, asked: Asked): boolean {
  switch (condition.is) {
    case 'and':
      return condition.terms.every((term) => holds(term, asked))
    case 'or':
      return condition.terms.some((term) => holds(term, asked))
    case 'not':
      return !holds(condition.term, asked)
    case 'comparison':
      return compare(condition, asked)
    case 'items':
      return itemsHold(condition, asked)
    case 'direct reports':
      return (
        asked.around.view.get('users/manager', String(asked.entity.id))?.managerId === condition.managerId
      )
    case 'member of': {
      const { view } = asked.around
      return condition.groupIds.some((id) => view.get('groups/members', `${id}/${asked.entity.id}`))
    }
  }
}

function itemsHold({ property, all, term }: Extract<Condition, { is: 'items' }>, asked: Asked): boolean {
  const type = ruleProperty(asked.subject, property)?.property.type ?? 'texts'
  const items = type === 'plans' ? servicePlansOf(asked.around.view, asked.entity) : textsIn(asked, property)
  const one = (value: unknown) => {
    const item = { type, value: type === 'plans' ? record(value) : { item: value } }
    return holds(term, { ...asked, item })
  }
  return all ? items.every(one) : items.some(one)
}

function textsIn({ subject, entity }: Asked, property: string): readonly unknown[] {
  const value = ruleProperty(subject, property)?.property.read(entity)
  return Array.isArray(value) ? value : []
}

function compare(comparison: Comparison, asked: Asked): boolean {
  const value = comparedValue(comparison, asked)
  if (!Array.isArray(value)) return comparesTo(comparison, value, asked.around.at)
  // In a list one matching item suffices; for a negated operator no item may match (inferred).
  const { operator, operand } = comparison
  if (operand.type === 'null') return (value.length === 0) === (operator === 'eq')
  const positive = POSITIVE[operator]
  if (positive)
    return !value.some((one) => comparesTo({ ...comparison, operator: positive }, one, asked.around.at))
  return value.some((one) => comparesTo(comparison, one, asked.around.at))
}

/** The value that a comparison is about, as the directory keeps it. */
export function comparedValue({ property }: Comparison, { subject, entity, item }: Asked): unknown {
  if (!item) return ruleProperty(subject, property)?.property.read(entity)
  const name = item.type === 'plans' ? `assignedPlan.${property}` : '_'
  return itemProperty(item.type, name)?.read(item.value)
}

/**
 * Each negated operator and its plain one: a missing value satisfies the negation (documented for `-ne null`,
 * inferred otherwise).
 */
const POSITIVE: Readonly<Partial<Record<Operator, Operator>>> = {
  ne: 'eq',
  notstartswith: 'startswith',
  notendswith: 'endswith',
  notcontains: 'contains',
  notmatch: 'match',
  notin: 'in',
}

function comparesTo({ operator, operand }: Comparison, value: unknown, at: number): boolean {
  const positive = POSITIVE[operator]
  return positive ? !relates(positive, value, operand, at) : relates(operator, value, operand, at)
}

/** Text is compared without regard to case (documented). */
function relates(operator: Operator, value: unknown, operand: Operand, at: number): boolean {
  switch (operand.type) {
    case 'null':
      return value === undefined || value === null || value === ''
    case 'boolean':
      return value === operand.value
    case 'time':
      return timesRelate(operator, value, operand.at)
    case 'now':
      return timesRelate(operator, value, at + operand.plusMs)
    case 'list':
      return typeof value === 'string' && operand.values.some((one) => fold(one) === fold(value))
    case 'pattern':
      return typeof value === 'string' && operand.pattern.test(value)
    case 'text':
      return (
        typeof value === 'string' && textsRelate(operator, value.toLowerCase(), operand.value.toLowerCase())
      )
  }
}

function textsRelate(operator: Operator, value: string, wanted: string): boolean {
  if (operator === 'startswith') return value.startsWith(wanted)
  if (operator === 'endswith') return value.endsWith(wanted)
  if (operator === 'contains') return value.includes(wanted)
  return value === wanted
}

function timesRelate(operator: Operator, value: unknown, wanted: number): boolean {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN
  if (Number.isNaN(time)) return false
  if (operator === 'le') return time <= wanted
  if (operator === 'ge') return time >= wanted
  return time === wanted
}
