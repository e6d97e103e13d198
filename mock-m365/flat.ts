/** Text in one piece: joined text keeps its parts, and needs eight times the memory. */

const SCRATCH = Buffer.alloc(512)

/** The same text; ASCII only, and no longer than 512 characters. */
export function flat(text: string): string {
  return SCRATCH.toString('latin1', 0, SCRATCH.write(text, 'latin1'))
}
