/** Machine-readable form: two spaces, a line break at the end, keys in the order of their types. */
export function jsonOf(subject: unknown): string {
  return `${JSON.stringify(subject, null, 2)}\n`
}
