/** Makes a starting tenant from a customer's export. */
import { InputError, type JsonInput, jsonIn } from '#input'
import { FORMATS } from './formats/index.ts'
import type { ImportedTenant } from './imported-tenant.ts'

export type { ImportedTenant } from './imported-tenant.ts'

/**
 * @param input the file's text or bytes, in any encoding that `#input` reads, at most 64 MiB
 * @param name the file's name in errors
 * @throws InputError naming file, place and mend, for a broken file or an unknown format
 */
export function importTenant(input: string | Uint8Array, name: string): ImportedTenant {
  const json = jsonOf(input, name)
  const format = FORMATS.find(({ recognises }) => recognises(json.value))
  if (!format) throw new InputError({ name }, [], `not an export that can be read here; ${ACCEPTED}`)
  return format.read(json)
}

/** The known formats, as the end of an error. */
const ACCEPTED = `accepted are: ${FORMATS.map(({ name, files }) => `${name} (${files})`).join('; ')}`

const MEND = 'export it again, or mend it there'

/** The error for text that is not JSON names the known formats; the error for broken JSON names the place. */
function jsonOf(input: string | Uint8Array, name: string): JsonInput {
  try {
    return jsonIn(input, { name, mend: MEND })
  } catch (error) {
    const start =
      typeof input === 'string' ? input.slice(0, 64) : Buffer.from(input.subarray(0, 64)).toString('latin1')
    const first = start.replaceAll(/[\s\0\u00ef\u00bb\u00bf\u00fe\u00ff\ufeff]/g, '').charAt(0)
    if (!(error instanceof InputError) || first === '{' || first === '[' || first === '') throw error
    throw new InputError({ name }, [], `not JSON; ${ACCEPTED}`)
  }
}
