/** A value that a JSON Schema takes, for examples and for those who try what takes it. */

/** What of JSON Schema the project's own schemas use. */
export interface Shape {
  readonly type?: string
  readonly properties?: Readonly<Record<string, Shape>>
  readonly required?: readonly string[]
  readonly items?: Shape
  readonly anyOf?: readonly Shape[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly format?: string
  readonly default?: unknown
  readonly maxLength?: number
  readonly maxItems?: number
  readonly minimum?: number
  readonly maximum?: number
}

export interface SampleOptions {
  /** Texts by the name of their property. */
  readonly texts?: Readonly<Record<string, string>>
  /** Names of properties that are left out, although they are asked for. */
  readonly without?: readonly string[]
}

const BY_FORMAT: Readonly<Record<string, string>> = {
  email: 'owner@customer.example',
  uri: 'https://console.example/?state=…',
  uuid: '00000000-0000-4000-8000-000000000001',
  'date-time': '2026-12-01T09:30:00Z',
}

/** What is needed, or the first of what may be given. @param name of the property that it is for */
export function sampleOf(shape: Shape, options: SampleOptions = {}, name = ''): unknown {
  if (shape.const !== undefined) return shape.const
  if (shape.enum) return shape.enum[0]
  if (shape.anyOf) return sampleOf(shape.anyOf[0] ?? {}, options, name)
  switch (shape.type) {
    case 'string':
      return BY_FORMAT[shape.format ?? ''] ?? options.texts?.[name] ?? `some ${name}`
    case 'boolean':
      return true
    case 'array':
      return [sampleOf(shape.items ?? {}, options, name)]
    case 'object':
      return Object.fromEntries(
        shownIn(shape, options).map((property) => [
          property,
          sampleOf(shape.properties?.[property] ?? {}, options, property),
        ]),
      )
    default:
      return shape.minimum ?? 1
  }
}

function shownIn(
  { properties = {}, required = [] }: Shape,
  { without = [] }: SampleOptions,
): readonly string[] {
  const needed = Object.keys(properties).filter((name) => required.includes(name) && !without.includes(name))
  const offered = Object.entries(properties).find(
    ([name, inner]) => name !== 'organization' && inner.default === undefined,
  )
  return needed.length > 0 || !offered ? needed : [offered[0]]
}
