/**
 * Why an object belongs to a dynamic group, or does not.
 * https://learn.microsoft.com/graph/api/resources/evaluatedynamicmembershipresult
 */
import type { Entity } from '../../base.ts'
import { type Asked, askedOf, comparedValue, holds, type Surroundings } from './evaluate.ts'
import type { Condition, MembershipRule } from './rule.ts'

/**
 * The tree of a rule's parts, each with its result; the shape of a single expression is documented, the
 * others are inferred.
 */
export function explained(rule: MembershipRule, entity: Entity, around: Surroundings): Entity {
  return details(rule.condition, askedOf(rule, entity, around))
}

function details(condition: Condition, asked: Asked): Entity {
  const expressionResult = holds(condition, asked)
  switch (condition.is) {
    case 'and':
    case 'or':
      return {
        expressionResult,
        expression: `-${condition.is}`,
        expressionEvaluationDetails: condition.terms.map((term) => details(term, asked)),
      }
    case 'not':
      return {
        expressionResult,
        expression: '-not',
        expressionEvaluationDetails: [details(condition.term, asked)],
      }
    case 'comparison': {
      const propertyToEvaluate = {
        propertyName: condition.property,
        propertyValue: textOf(comparedValue(condition, asked)),
      }
      return { expressionResult, expression: condition.text, propertyToEvaluate }
    }
    default:
      return { expressionResult, expression: condition.is }
  }
}

function textOf(value: unknown): string | null {
  if (value === undefined || value === null) return null
  return Array.isArray(value) ? value.join(',') : String(value)
}
