/** The tenants that a path addresses: the named tenant, or all tenants that a word means. */
import type { Entity } from '../base.ts'
import type { Tenant } from '../tenant.ts'
import { text } from './directory/directory.ts'
import { refuse } from './refusals/index.ts'
import type { Entra } from './service.ts'

/** The tenant of personal accounts; the mock has no such accounts. */
export const CONSUMERS_ID = '9188040d-6c67-4c5b-b112-36a304b66dad'

type Word = 'common' | 'organizations' | 'consumers'
const WORDS: ReadonlyMap<string, Word> = new Map([
  ['common', 'common'],
  ['organizations', 'organizations'],
  ['consumers', 'consumers'],
  [CONSUMERS_ID, 'consumers'],
])

const NIL = '00000000-0000-0000-0000-000000000000'

export interface Realm {
  /** As the path spells it. */
  readonly name: string
  readonly word: Word | undefined
  /** Absent where the path has a word: the person who signs in decides the tenant. */
  readonly tenant: Tenant | undefined
}

export interface Registration {
  readonly appId: string
  readonly application: Entity
  readonly home: Tenant
}

/** @throws EntraError 90002 */
export function realmOf(entra: Entra, name: string): Realm {
  const word = WORDS.get(name.toLowerCase())
  const tenant = word ? undefined : entra.tenantNamed(name)
  if (!word && !tenant) throw refuse.tenantNotFound({ name })
  return { name, word, tenant }
}

/** The application that a client id names, where it may be used there. @throws EntraError 700016, 700038, 50194, 9002331, 9002332 */
export function registrationIn(entra: Entra, realm: Realm, appId: string): Registration {
  if (appId === NIL) throw refuse.applicationIdInvalid({ appId })
  const found = entra.applicationOf(appId)
  const audience = text(found?.application.signInAudience)
  const isForeign = realm.tenant !== undefined && realm.tenant.id !== found?.home.id
  const isSingle = audience === 'AzureADMyOrg'
  if (!found || (isForeign && isSingle))
    throw refuse.applicationNotFound({ appId, tenant: realm.tenant?.id ?? realm.name })
  const { application, home } = found
  if (realm.word === 'consumers' && !audience.includes('Personal'))
    throw refuse.notForConsumers({ appId, name: text(application.displayName) })
  if (realm.word !== 'consumers' && audience === 'PersonalMicrosoftAccount')
    throw refuse.forConsumersOnly({ appId, name: text(application.displayName) })
  if (realm.word && isSingle) throw refuse.notMultitenant({ appId, name: text(application.displayName) })
  return { appId, application, home }
}

/**
 * Whether a request came to one of Microsoft's own hosts. Where services are told apart by path, they all
 * have one origin.
 */
export const isMicrosofts = (host: string): boolean => /\.(?:com|net)$/.test(host)
