import type { Answer } from '../../../wire.ts'
import { accountOf } from '../../directory/people.ts'
import { required } from '../../form.ts'
import { refuse } from '../../refusals/index.ts'
import { answerForPerson, type Request } from './grant.ts'

/** https://learn.microsoft.com/entra/identity-platform/v2-oauth2-device-code */
export const DEVICE_CODE_SECONDS = 900
export const POLLING_SECONDS = 5
/** Tolerance: clients' timers are not exact, and requests take time. */
const EARLY_MS = 1500

/** The device asks whether its user has signed in. */
export function deviceCode(request: Request): Answer {
  const { entra, arrival, form, client } = request
  const { deviceCodes } = entra.signIns
  const sent = form.get('device_code') ?? required(form, 'code')
  const asked = deviceCodes.get(sent, arrival.at)
  if (!asked || asked.appId !== client.appId) throw refuse.deviceCodeUnknown()
  const { state, scope, resource, polledAt } = asked
  if (state === 'redeemed') throw refuse.codeRedeemed()
  if (state === 'declined') throw refuse.authorizationDeclined()
  if (arrival.at >= asked.at + DEVICE_CODE_SECONDS * 1000) throw refuse.deviceCodeExpired()
  if (state === 'pending') {
    deviceCodes.replace(sent, { ...asked, polledAt: arrival.at })
    const isEarly = polledAt !== undefined && arrival.at - polledAt < POLLING_SECONDS * 1000 - EARLY_MS
    throw isEarly ? refuse.slowDown() : refuse.authorizationPending()
  }
  const account = accountOf(entra, state)
  const answer = answerForPerson(request, {
    account,
    scope,
    resource,
    platform: request.client.proof === '0' ? 'publicClient' : 'web',
  })
  deviceCodes.replace(sent, { ...asked, state: 'redeemed' })
  return answer
}
