import { invariant } from '../harness/moment.ts'
import { isStageOp } from '../harness/script.ts'

const TOKEN = /\/oauth2\/(?:v2\.0\/)?token$/
/** Two resources, asked for again where a consent or a role may have changed, and once more in an hour. Proposed. */
const TOKENS_MAX = 8

/** Entra ID throttles who asks for a token at each call, and each one is an entry in the customer's sign-in log. */
export const tokensKept = invariant({
  name: 'tokens kept',
  statement: 'a stage asks for a handful of tokens at most in an hour, and uses them for all of its calls',
  clauses: [],
  check({ step, calls, startedAt, endedAt }) {
    if (!isStageOp(step.op)) return undefined
    const given = calls.filter(({ operation, status }) => TOKEN.test(operation) && status === 200)
    if (given.length === 0) return undefined
    const hours = 1 + Math.floor((endedAt - startedAt) / 3_600_000)
    // who is refused tries once more with a new token
    const refused = calls.filter(({ status }) => status === 401 || status === 403).length
    const most = TOKENS_MAX * hours + refused
    return given.length <= most
      ? []
      : [`${given.length} tokens were asked for in a stage of ${calls.length} calls`]
  },
})
