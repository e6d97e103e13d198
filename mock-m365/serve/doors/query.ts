/** Parameters of a query as an object without a prototype; a repeated one is a list, which our own routes refuse. */
export function queryIn(text: string): Record<string, unknown> {
  const query: Record<string, unknown> = Object.create(null)
  const parameters = new URLSearchParams(text)
  for (const name of parameters.keys()) {
    const values = parameters.getAll(name)
    query[name] = values.length === 1 ? values[0] : values
  }
  return query
}
