/**
 * How a client authenticates: by secret, by certificate, or not at all where it is public. Secrets and
 * certificates are on the application object in the home tenant, or on a service principal, only for that
 * tenant:
 * https://learn.microsoft.com/graph/api/serviceprincipal-addpassword
 */
import type { Entity } from '../../base.ts'
import type { Tenant } from '../../tenant.ts'
import type { Arrival } from '../../wire.ts'
import { recordsIn, servicePrincipalOf, text } from '../directory/directory.ts'
import { required } from '../form.ts'
import { type Realm, type Registration, registrationIn } from '../realm.ts'
import { refuse } from '../refusals/index.ts'
import type { Entra } from '../service.ts'
import type { Platform } from '../sign-ins.ts'
import { checkAssertion } from './client-assertion.ts'

export interface Client extends Registration {
  /** Value of `appidacr`: nothing, a secret, a certificate. */
  readonly proof: '0' | '1' | '2'
}

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/** @param platform of the redirect URI, where the grant had one @throws EntraError of the client */
export function authenticate(
  entra: Entra,
  arrival: Arrival,
  realm: Realm,
  form: URLSearchParams,
  platform: Platform | undefined,
): Client {
  const basic = basicCredentials(arrival)
  const appId = (basic?.[0] ?? required(form, 'client_id')).toLowerCase()
  const registration = registrationIn(entra, realm, appId)
  const secret = basic?.[1] ?? form.get('client_secret') ?? undefined
  const assertion = form.get('client_assertion')
  const holders = holdersOf(realm, registration)
  if (assertion !== null) {
    checkCredentialFits(registration, holders, platform)
    if (form.get('client_assertion_type') !== ASSERTION_TYPE) throw refuse.assertionTypeUnknown()
    checkAssertion(entra, arrival, { realm, registration, holders }, assertion)
    return { ...registration, proof: '2' }
  }
  if (secret !== undefined) {
    checkCredentialFits(registration, holders, platform)
    checkSecret(registration.appId, holders, secret, arrival.at)
    return { ...registration, proof: '1' }
  }
  if (form.get('grant_type') === 'client_credentials') {
    if (!mayBePublic(registration, platform)) throw refuse.credentialRequired()
  } else if (!mayBePublic(registration, platform)) throw refuse.secretMissing()
  return { ...registration, proof: '0' }
}

/** The objects whose credentials count. */
function holdersOf({ tenant }: Realm, { appId, application }: Registration): readonly Entity[] {
  const principal = tenant && servicePrincipalOf(tenant, appId)
  return principal ? [application, principal] : [application]
}

/**
 * The client's principal in a tenant. @throws EntraError 7000112; 7000229 or 65001 where it does not exist
 */
export function principalIn(
  tenant: Tenant,
  { appId, application }: Registration,
  isAppOnly: boolean,
): Entity {
  const principal = servicePrincipalOf(tenant, appId)
  if (!principal)
    throw isAppOnly
      ? refuse.servicePrincipalMissing({ appId, tenant: tenant.id })
      : refuse.consentRequired({ appId, name: text(application.displayName) })
  if (principal.accountEnabled === false) throw refuse.applicationDisabled({ appId })
  return principal
}

/**
 * Whether the application may sign in there; this is checked before the person. @throws EntraError 7000112
 */
export function checkEnabled(tenant: Tenant, { appId }: Registration): void {
  if (servicePrincipalOf(tenant, appId)?.accountEnabled === false) throw refuse.applicationDisabled({ appId })
}

/** A redirect URI of the web platform makes a client confidential, one of the other platforms public. */
function mayBePublic({ application }: Registration, platform: Platform | undefined): boolean {
  if (platform) return platform !== 'web'
  return application.isFallbackPublicClient === true
}

/** That an application with credentials may use them although it is also a public client is inferred. */
function checkCredentialFits(
  { application }: Registration,
  holders: readonly Entity[],
  platform: Platform | undefined,
): void {
  const hasNone = holders.every(
    ({ passwordCredentials, keyCredentials }) =>
      recordsIn(passwordCredentials).length + recordsIn(keyCredentials).length === 0,
  )
  const isPublic = platform ? platform !== 'web' : application.isFallbackPublicClient === true && hasNone
  if (isPublic) throw refuse.publicClientSentSecret()
}

function checkSecret(appId: string, holders: readonly Entity[], secret: string, at: number): void {
  const secrets = holders.flatMap(({ passwordCredentials }) => recordsIn(passwordCredentials))
  const match = secrets.find((one) => one.secretText === secret)
  if (!match || Date.parse(text(match.startDateTime)) > at) throw refuse.secretInvalid({ appId })
  if (Date.parse(text(match.endDateTime)) <= at) throw refuse.secretExpired({ appId })
}

function basicCredentials(arrival: Arrival): [id: string, secret: string] | undefined {
  const encoded = /^basic +(\S+)$/i.exec(arrival.headers.authorization ?? '')?.[1]
  if (!encoded) return undefined
  const [id = '', ...secret] = Buffer.from(encoded, 'base64').toString().split(':')
  return [formDecoded(id), formDecoded(secret.join(':'))]
}

function formDecoded(value: string): string {
  try {
    return decodeURIComponent(value.replaceAll('+', ' '))
  } catch {
    return value
  }
}
