/**
 * A capsule is a failing run in a file: the script, and what broke in it, so that a reader who plays it again knows whether
 * the same thing still breaks.
 */
import * as v from 'valibot'
import { jsonIn, typed } from '#input'
import { shapeOf } from '#reports'
import { SCRIPT, type Script, scriptFrom } from '../harness/script.ts'

const text = v.pipe(v.string('text'), v.nonEmpty('text'))

const BREAKS = v.pipe(
  v.strictObject({
    invariant: text,
    /** What it said. Names and numbers may differ when it breaks again. */
    sentence: text,
  }),
  v.readonly(),
)
export type Breaks = v.InferOutput<typeof BREAKS>

export const CAPSULE = v.pipe(
  v.strictObject({
    capsule: v.literal(1),
    /** Version of casproof that wrote it. */
    casproof: text,
    breaks: BREAKS,
    /** Name of the known defect that the product was played with. */
    defect: v.exactOptional(text),
    /** The system under test elsewhere on which it was played: a command, or an address. */
    subject: v.exactOptional(text),
    script: SCRIPT,
  }),
  v.readonly(),
)

const BYTES_MAX = 1_000_000
const A_CAPSULE =
  'a script is JSON, or a file of it, as those in scenarios/scripts; or a capsule, as conform writes it into failures/'

/** What `casproof replay` is given: a capsule, or a script alone. @throws InputError naming the place and what belongs there */
export function capsuleOrScriptFrom(
  json: string | Uint8Array,
  name = 'script',
): {
  readonly script: Script
  readonly breaks?: Breaks
  readonly defect?: string
  readonly subject?: string
} {
  const { value, source } = jsonIn(json, { name, mend: A_CAPSULE }, { bytesMax: BYTES_MAX })
  const isCapsule = typeof value === 'object' && value !== null && Object.hasOwn(value, 'capsule')
  return isCapsule ? typed(CAPSULE, value, source) : { script: scriptFrom(json, name) }
}

/** Whether a finding is the one that the capsule tells of: names and numbers aside. */
export const isSame = (
  { invariant, sentence }: Breaks,
  finding: { readonly invariant: string; readonly detail: string },
): boolean => finding.invariant === invariant && shapeOf(finding.detail) === shapeOf(sentence)
