/**
 * Authentication of a client by a token of another issuer that the application trusts.
 * https://learn.microsoft.com/graph/api/resources/federatedidentitycredential
 */
import type { Entity } from '../../base.ts'
import { recordsIn, text } from '../directory/directory.ts'
import type { Registration } from '../realm.ts'
import { refuse } from '../refusals/index.ts'

/** The application's own assertions have its id as issuer; these have an address. */
export const isFederated = ({ iss }: Entity): boolean => text(iss).includes('://')

/**
 * Always refused: with the reason where no record matches, else because the mock does not fetch the issuer's
 * keys. The order of the reasons is inferred. @throws EntraError 70025, 700211, 700212, 700213, 50166
 */
export function refuseFederated({ application, appId }: Registration, { iss, aud, sub }: Entity): never {
  const records = recordsIn(application.federatedIdentityCredentials)
  if (records.length === 0) throw refuse.federationAbsent({ appId, name: text(application.displayName) })
  const ofIssuer = records.filter(({ issuer }) => issuer === iss)
  if (ofIssuer.length === 0) throw refuse.federationOfNoIssuer({ issuer: text(iss) })
  const ofAudience = ofIssuer.filter(({ audiences }) => Array.isArray(audiences) && audiences.includes(aud))
  if (ofAudience.length === 0) throw refuse.federationOfNoAudience({ audience: text(aud) })
  if (!ofAudience.some(({ subject }) => subject === sub))
    throw refuse.federationOfNoSubject({ subject: text(sub) })
  throw refuse.issuerNotReached()
}
