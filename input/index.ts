/**
 * The door of everything that comes in as text or bytes: JSON is decoded, bounded and read by a valibot schema, and an
 * error names the place, what belongs there, what stands there and the mend. A leaf: each room may use it. The door
 * loads no package; the schemas of those who call it do.
 */
export { foundWords } from './found.ts'
export { InputError, type Source } from './input-error.ts'
export { type InputLimits, type JsonInput, jsonIn } from './json.ts'
export { type Path, pathText } from './path.ts'
export { decodedText } from './text.ts'
export { readJson, type Schema, typed } from './typed.ts'
