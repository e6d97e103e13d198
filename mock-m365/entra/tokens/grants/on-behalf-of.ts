import type { Entity } from '../../../base.ts'
import type { Answer } from '../../../wire.ts'
import { identifierUrisOf, text } from '../../directory/directory.ts'
import { accountOf } from '../../directory/people.ts'
import { required } from '../../form.ts'
import { refuse } from '../../refusals/index.ts'
import { amrOf } from '../access-token.ts'
import { readAssertion } from '../tokens.ts'
import { answerForPerson, type Request } from './grant.ts'
import { wordsAsked } from './words-asked.ts'

/**
 * An API acts for the person who called it.
 * https://learn.microsoft.com/entra/identity-platform/v2-oauth2-on-behalf-of-flow
 */
export function onBehalfOf(request: Request): Answer {
  const { entra, arrival, realm, form, client } = request
  const assertion = required(form, 'assertion')
  if (required(form, 'requested_token_use') !== 'on_behalf_of') throw refuse.requestMalformed()
  if (client.proof === '0') throw refuse.secretMissing()
  const claims = readAssertion(entra, assertion)
  if (!claims) throw refuse.userAssertionInvalid()
  const expires = Number(claims.exp) * 1000
  if (arrival.at >= expires) throw refuse.userAssertionExpired({ at: arrival.at, to: expires })
  const audience = text(claims.aud)
  const { appId, application } = client
  if (!isOwn(application, appId, audience))
    throw refuse.userAssertionAudience({ audience, appId, name: text(application.displayName) })
  if (claims.scp === undefined) throw refuse.noUserInAssertion({ appId })
  const tenantId = text(claims.tid)
  if (realm.tenant && realm.tenant.id !== tenantId) throw refuse.userAssertionInvalid()
  const position = entra.tenants.get(tenantId)?.position ?? 0
  const who = {
    tenantId,
    userId: text(claims.oid),
    position,
    at: Number(claims.iat) * 1000,
    amr: amrOf(claims),
  }
  const account = accountOf(entra, who)
  return answerForPerson(request, { account, ...wordsAsked(request), platform: 'web' })
}

function isOwn(application: Entity, appId: string, audience: string): boolean {
  const uris = identifierUrisOf(application)
  return audience === appId || uris.includes(audience) || uris.some((one) => `${one}/` === audience)
}
