import * as v from 'valibot'

/** What a person types into a field. No name, address or password of Microsoft's is longer. */
export const TEXT = v.pipe(v.string(), v.nonEmpty(), v.maxLength(1_024))
