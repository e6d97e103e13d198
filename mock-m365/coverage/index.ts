/** What the mock emulates, and how it refuses the rest. */

export { NOT_JUDGED } from '../exchange/mail-flow/not-judged.ts'
export { type Accepted, acceptedFor, roleNamed } from './accepted.ts'
export { type EmulatedOperation, emulatedOperations, MARKS } from './emulated.ts'
export { operationNamed } from './operation-named.ts'
export { type Answered, askedOf } from './refusals.ts'
