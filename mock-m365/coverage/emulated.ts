/** What the mock emulates, read from its own tables, so that everything listed is served. */
import { ROUTES } from '../entra/server.ts'
import type { Cmdlet } from '../exchange/noun.ts'
import { NOUNS } from '../exchange/nouns/index.ts'
import { REST_OPERATIONS } from '../exchange/wire/operations.ts'
import { RESOURCES } from '../graph/resources/index.ts'
import { OPERATIONS } from '../graph/server.ts'
import { operationsOf } from '../graph/verbs/operations.ts'
import type { Resource } from '../graph/verbs/resource.ts'
import type { ServiceName } from '../wire.ts'
import documented from './documented-parameters.json' with { type: 'json' }
import { operationNamed } from './operation-named.ts'

export const MARKS = ['documented', 'observed', 'inferred', 'proposed'] as const
export type Mark = (typeof MARKS)[number]

export interface EmulatedOperation {
  readonly service: ServiceName
  /** Its name in call records: `New-TransportRule`, `POST /groups/{id}/members/$ref`. */
  readonly operation: string
  /** Page that documents it; empty where the tables have none. */
  readonly source: string
  /** Its evidence; empty where the tables do not have it. */
  readonly mark: Mark | ''
  /** For a cmdlet: how many of its documented parameters it accepts; absent where no page lists them. */
  readonly parameters?: { readonly emulated: number; readonly documented: number }
}

const PLATFORM = 'https://learn.microsoft.com/entra/identity-platform'

/** The first match of the path's end. */
const ENTRA_PAGES: readonly { readonly ends: RegExp; readonly page: string; readonly mark: Mark }[] = [
  { ends: /\/v2\.0\/token$/, page: `${PLATFORM}/v2-oauth2-auth-code-flow`, mark: 'documented' },
  { ends: /\/v2\.0\/authorize$/, page: `${PLATFORM}/v2-oauth2-auth-code-flow`, mark: 'documented' },
  {
    ends: /\/(?:token|authorize)$/,
    page: 'https://learn.microsoft.com/azure/active-directory/azuread-dev/v1-protocols-oauth-code',
    mark: 'documented',
  },
  { ends: /\/devicecode$/, page: `${PLATFORM}/v2-oauth2-device-code`, mark: 'documented' },
  { ends: /\/(?:deviceauth|devicelogin)$/, page: `${PLATFORM}/v2-oauth2-device-code`, mark: 'inferred' },
  { ends: /\/logout$/, page: `${PLATFORM}/v2-protocols-oidc`, mark: 'documented' },
  { ends: /\/adminconsent$/, page: `${PLATFORM}/v2-admin-consent`, mark: 'documented' },
  { ends: /openid-configuration$/, page: `${PLATFORM}/v2-protocols-oidc`, mark: 'documented' },
  { ends: /\/keys$/, page: `${PLATFORM}/access-tokens`, mark: 'documented' },
  {
    ends: /\/discovery\/instance$/,
    page: `${PLATFORM}/msal-client-application-configuration`,
    mark: 'observed',
  },
  {
    ends: /userrealm(?:\/\{user\}|\.srf)$/,
    page: 'https://learn.microsoft.com/entra/msal/dotnet/acquiring-tokens/desktop-mobile/username-password-authentication',
    mark: 'observed',
  },
]

/** @returns every operation once, in the order of its table */
export function emulatedOperations(): EmulatedOperation[] {
  return [...entraOperations(), ...graphOperations(), ...exchangeOperations(), ...restOperations()]
}

function entraOperations(): EmulatedOperation[] {
  return ROUTES.map(({ operation, rest }) => {
    const known = ENTRA_PAGES.find(({ ends }) => ends.test(rest))
    return { service: 'entra', operation, source: known?.page ?? '', mark: known?.mark ?? '' }
  })
}

function graphOperations(): EmulatedOperation[] {
  const ofResources = new Map<string, Resource>(
    RESOURCES.flatMap((resource) =>
      operationsOf(resource).map(({ method, path }) => [`${method} /${path}`, resource] as const),
    ),
  )
  const found = new Map<string, EmulatedOperation>()
  for (const { method, path, source, provenance } of OPERATIONS) {
    const named = `${method} /${path}`
    const operation = operationNamed(named)
    const resource = ofResources.get(named)
    found.set(operation, {
      service: 'graph',
      operation,
      source: source ?? resource?.source ?? '',
      mark: provenance ?? resource?.provenance ?? '',
    })
  }
  return [...found.values()]
}

function restOperations(): EmulatedOperation[] {
  return REST_OPERATIONS.map(({ operation, source, provenance: mark }) => ({
    service: 'exchange',
    operation,
    source,
    mark,
  }))
}

function exchangeOperations(): EmulatedOperation[] {
  return NOUNS.flatMap(({ cmdlets }) => cmdlets).map((cmdlet) => {
    const { name, source, provenance } = cmdlet
    const parameters = parametersOf(cmdlet)
    return {
      service: 'exchange',
      operation: name,
      source,
      mark: provenance,
      ...(parameters && { parameters }),
    }
  })
}

const DOCUMENTED: ReadonlyMap<string, string> = new Map(Object.entries(documented.cmdlets))

function parametersOf({ name, table }: Cmdlet): EmulatedOperation['parameters'] {
  const names = DOCUMENTED.get(name)?.split(' ')
  if (!names) return undefined
  const listed = names.filter((one) => one !== '')
  return { emulated: listed.filter((one) => table.byName.has(one)).length, documented: listed.length }
}
