/** Input that a schema takes: the shortest that it describes, with every property. */
import type * as v from 'valibot'

interface Part {
  readonly kind: string
  readonly type: string
  readonly requirement?: unknown
  readonly literal?: unknown
  readonly wrapped?: Part
  readonly item?: Part
  readonly items?: readonly Part[]
  readonly options?: readonly unknown[]
  readonly entries?: Readonly<Record<string, Part>>
  readonly pipe?: readonly Part[]
}

/** Text for what is more than text. */
const TEXTS: Readonly<Record<string, string>> = {
  url: 'https://console.example/?state=a.b',
  email: 'owner@customer.example',
  iso_timestamp: '2026-01-05T09:30:00Z',
  uuid: '00000000-0000-4000-8000-000000000001',
}

/** @throws RangeError for a kind of schema that it does not know yet */
export const sampleOf = (schema: v.GenericSchema): unknown => sample(schema as unknown as Part)

function sample(part: Part): unknown {
  if (part.wrapped) return sample(part.wrapped)
  const checks = part.pipe?.slice(1) ?? []
  const least = (type: string) => checks.find((check) => check.type === type)?.requirement
  switch (part.type) {
    case 'strict_object':
      return Object.fromEntries(
        Object.entries(part.entries ?? {}).map(([name, entry]) => [name, sample(entry)]),
      )
    case 'string':
      return (
        checks.map(({ type }) => TEXTS[type]).find(Boolean) ?? 'x'.repeat(Number(least('min_length') ?? 1))
      )
    case 'number':
      return Number(least('min_value') ?? 0)
    case 'boolean':
      return true
    case 'picklist':
      return part.options?.[0]
    case 'literal':
      return part.literal
    case 'array':
      return part.item ? [sample(part.item)] : []
    case 'strict_tuple':
      return part.items?.map(sample)
    case 'union':
    case 'variant':
      return sample(part.options?.[0] as Part)
    default:
      throw new RangeError(`a schema of the kind "${part.type}" has no sample yet`)
  }
}
