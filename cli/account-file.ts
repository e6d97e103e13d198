/** The account file of `casproof stage`: what the console knows of one tenant, as JSON. Checked before anything begins. */
import type { Settings } from '#cas-core'
import { siteNamed } from '#cas-core/sites'
import { textOf } from './files.ts'

type Check = (value: unknown) => boolean

interface Field {
  /** Absent or right, where it may be left out. */
  readonly optional?: true
  readonly check: Check
  /** What belongs there. */
  readonly what: string
}

const GUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i
const isText: Check = (value) => typeof value === 'string' && value !== ''
const isGuid: Check = (value) => typeof value === 'string' && GUID.test(value)
const isUrl: Check = (value) => typeof value === 'string' && URL.canParse(value)
const isFlag: Check = (value) => typeof value === 'boolean'
const areTexts: Check = (value) => Array.isArray(value) && value.every(isText)
const areGuids: Check = (value) => Array.isArray(value) && value.every(isGuid)

const text: Field = { check: isText, what: 'a text' }
const guid: Field = { check: isGuid, what: 'a GUID' }
const list: Field = { check: Array.isArray, what: 'a list' }
const object: Field = { check: (value) => isObject(value), what: 'an object' }
const oneOf = (...values: readonly string[]): Field => ({
  check: (value) => typeof value === 'string' && values.includes(value),
  what: values.map((value) => JSON.stringify(value)).join(' or '),
})
const optional = (field: Field): Field => ({ ...field, optional: true })

const isSpoofType = oneOf('External', 'Internal')

const ACCOUNT: Readonly<Record<string, Field>> = {
  tenantId: guid,
  site: text,
  directions: oneOf('inbound', 'both'),
  application: object,
  vendorKey: text,
  policies: list,
  profile: optional(oneOf('cas', 'cecp')),
  spoofTypes: optional({
    check: (value) => Array.isArray(value) && value.every(isSpoofType.check),
    what: 'a list of "External" and "Internal"',
  }),
}

const APPLICATION: Readonly<Record<string, Field>> = {
  clientId: guid,
  clientSecret: text,
  redirectUri: { check: isUrl, what: 'an address such as "https://console.example/consented"' },
  // As `casproof serve --json` prints it, so that it can be taken over whole.
  displayName: optional(text),
  purpose: optional(oneOf('inline mode')),
}

const POLICY: Readonly<Record<string, Field>> = {
  name: text,
  kind: oneOf('ATP', 'DLP'),
  direction: oneOf('inbound', 'outbound'),
  enabled: { check: isFlag, what: 'true or false' },
  targets: {
    check: isTargets,
    what: '{"all": true}, {"domains": ["contoso.com"]}, or {"users": [object ids], "groups": [object ids]}',
  },
}

/** One of the three, as the console offers. */
function isTargets(value: unknown): boolean {
  if (!isObject(value)) return false
  const names = Object.keys(value).sort().join()
  if (names === 'all') return value.all === true
  if (names === 'domains') return areTexts(value.domains)
  return names === 'groups,users' && areGuids(value.users) && areGuids(value.groups)
}

/** @throws Error naming file, place, what belongs there and what was found */
export function settingsIn(file: string): Settings {
  const read = parsed(file)
  const refuse = (place: string, what: string, found: unknown): never => {
    const shown = found === undefined ? 'nothing' : (JSON.stringify(found)?.slice(0, 60) ?? '')
    throw new Error(
      `${file}: ${place}: expected ${what}, found ${shown} (casproof stage --help has an example)`,
    )
  }
  const check = (value: unknown, place: string, fields: Readonly<Record<string, Field>>) => {
    if (!isObject(value)) return refuse(place || 'the file', 'an object', value)
    const inside = (name: string) => (place === '' ? name : `${place}.${name}`)
    const unknown = Object.keys(value).find((name) => !Object.hasOwn(fields, name))
    if (unknown !== undefined)
      refuse(
        inside(unknown),
        `no such property; the properties are ${Object.keys(fields).join(', ')}`,
        value[unknown],
      )
    for (const [name, field] of Object.entries(fields)) {
      const absent = !Object.hasOwn(value, name)
      if (absent ? !field.optional : !field.check(value[name]))
        refuse(inside(name), field.what, absent ? undefined : value[name])
    }
    return value
  }
  const account = check(read, '', ACCOUNT)
  check(account.application, 'application', APPLICATION)
  for (const [i, policy] of Object(account.policies).entries()) {
    const { kind, direction } = check(policy, `policies[${i}]`, POLICY)
    if (kind === 'DLP' && direction === 'inbound')
      refuse(`policies[${i}].direction`, '"outbound" with the kind "DLP"', direction)
  }
  siteIn(file, String(account.site))
  return account as unknown as Settings
}

function siteIn(file: string, site: string): void {
  try {
    siteNamed(site)
  } catch (error) {
    throw new Error(`${file}: site: ${error instanceof Error ? error.message : error}`)
  }
}

function parsed(file: string): unknown {
  const content = textOf(file, '--account')
  try {
    return JSON.parse(content)
  } catch (error) {
    throw new Error(`--account: ${file} is no JSON: ${error instanceof Error ? error.message : error}`)
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

interface Served {
  readonly tenantId: string
  readonly applications: readonly {
    readonly purpose: string
    readonly clientId: string
    readonly clientSecret: string
    readonly redirectUri: string
  }[]
}

/** An account file for a tenant that is served: everything is protected in both directions. */
export function exampleFor({ tenantId, applications }: Served, site: string): string {
  const found = applications.find(({ purpose }) => purpose === 'inline mode')
  const { clientId, clientSecret, redirectUri } = found ?? {}
  const policy = { kind: 'ATP', enabled: true, targets: { all: true } }
  const account = {
    tenantId,
    site,
    directions: 'both',
    application: { clientId, clientSecret, redirectUri },
    vendorKey: 'any-secret-text-that-stays-the-same',
    policies: [
      { name: 'All inbound mail', direction: 'inbound', ...policy },
      { name: 'All outbound mail', direction: 'outbound', ...policy },
    ],
  }
  return `${JSON.stringify(account, null, 2)}\n`
}
