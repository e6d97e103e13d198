/** The door to what the mock can say of itself: what it emulates, how it refuses, how it answers documented examples. */
export type { Difference } from './comparison.ts'
export { type DocumentedExample, documentedExamples } from './documented-example.ts'
export { type EmulatedOperation, emulatedOperations, MARKS } from './emulated.ts'
export { operationNamed } from './operation-named.ts'
export { type Answered, askedOf } from './refusals.ts'
export { type Replayed, replay } from './replay.ts'
