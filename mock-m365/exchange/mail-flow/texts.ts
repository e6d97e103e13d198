/**
 * The texts of a property that may be a list, one text, or absent; without empty texts (observed in the
 * wild).
 */
export function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return value === '' ? [] : [value]
  return Array.isArray(value)
    ? value.filter((one): one is string => typeof one === 'string' && one !== '')
    : []
}
