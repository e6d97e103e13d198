import { invariant } from '../harness/moment.ts'
import { isByOthers, titleOf } from '../harness/script.ts'

/** What is left in a text where a value or a word is missing. */
const HOLES: readonly (readonly [hole: string, form: RegExp])[] = [
  ['a value that is not there', /\b(?:undefined|NaN)\b|\[object [A-Z]|Invalid Date/],
  ['nothing between two blanks', /\S {2,}\S/],
  ['nothing in quotation marks or brackets', /""|\(\)/],
  ['a blank before its end or before a comma', /\S +(?:$|[,;.:](?:\s|$))/m],
]

const QUOTING = / answered \w+ \(.*?\)/
const NOTHING_QUOTED = / answered \w+ \([^)]*\)(?:$|: ?$|; )/

export const sentencesWhole = invariant({
  name: 'sentences whole',
  statement:
    'in what a stage or a screen says, and in the e-mail that the product sends, no word and no value is missing',
  clauses: [],
  check({ step, result, mails }) {
    if (isByOthers(step)) return undefined
    const { message, activities } = result
    const texts = [message, ...activities, ...mails.flatMap(({ subject, text }) => [subject, text])]
    // what a service has said is repeated as it is
    const own = texts.filter((text) => !QUOTING.test(text) || NOTHING_QUOTED.test(text))
    return own.flatMap((text) =>
      HOLES.filter(([, form]) => form.test(text)).map(
        ([hole]) => `"${titleOf(step)}" says "${text}": that has ${hole}`,
      ),
    )
  },
})
