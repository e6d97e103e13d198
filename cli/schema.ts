/** `casproof schema`: what a file may hold, as JSON Schema. */
import { jsonSchemas, type Schema } from '#input'
import { print } from './print.ts'

/** Where each schema comes from: only the one that is asked for is loaded. */
const SCHEMAS = {
  script: async () => (await import('#scenarios')).SCRIPT,
  capsule: async () => (await import('#scenarios')).CAPSULE,
  record: async () => (await import('#reports')).RECORD,
  account: async () => (await import('#cas-core')).ACCOUNT,
  product: async () => (await import('#cas-core')).PRODUCT,
  gateways: async () => (await import('#mock-m365')).GATEWAY_LIST,
  state: async () => (await import('#mock-m365')).SCUBA_EXPORT,
} as const satisfies Readonly<Record<string, () => Promise<Schema>>>

/** What is published whole, as an OpenAPI document. */
const DOCUMENTS = {
  protocol: async () => (await import('#scenarios')).protocolDocument(),
} as const

export type SchemaName = keyof typeof SCHEMAS | keyof typeof DOCUMENTS

export async function schemaCommand(name: SchemaName): Promise<void> {
  if (name === 'protocol') {
    print(`${JSON.stringify(await DOCUMENTS[name](), null, 2)}\n`)
    return
  }
  const [schema, toJsonSchema] = await Promise.all([SCHEMAS[name](), jsonSchemas()])
  print(`${JSON.stringify({ title: `casproof ${name}`, ...toJsonSchema(schema, 'input') }, null, 2)}\n`)
}
