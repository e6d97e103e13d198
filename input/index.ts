/**
 * The door of the room for all input: JSON is decoded, limited in size and read by a valibot schema. An
 * error names the place, what is expected there, what was found and what to do. Every room may use this room. It
 * loads no package itself; the callers' schemas do.
 */
export { foundWords } from './found.ts'
export { InputError, type Source } from './input-error.ts'
export { type InputLimits, type JsonInput, jsonIn } from './json.ts'
export { jsonSchemas, type ToJsonSchema } from './json-schema.ts'
export { type Path, pathText } from './path.ts'
export { type SampleOptions, type Shape, sampleOf } from './sample.ts'
export { decodedText } from './text.ts'
export { readJson, type Schema, typed } from './typed.ts'
