/** Documented examples: requests as Microsoft prints them, played on the mock, and the differences of the answers. */
export type { Difference } from './comparison.ts'
export { declaredAt } from './declared.ts'
export { type DocumentedExample, documentedExamples } from './documented-example.ts'
export { type Replayed, replay } from './replay.ts'
