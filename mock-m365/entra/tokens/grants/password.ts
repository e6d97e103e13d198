import type { Answer } from '../../../wire.ts'
import { signInTo } from '../../directory/people.ts'
import { required } from '../../form.ts'
import { refuse } from '../../refusals/index.ts'
import { answerForPerson, type Request } from './grant.ts'
import { wordsAsked } from './words-asked.ts'

/**
 * Name and password, given to the client. https://learn.microsoft.com/entra/identity-platform/v2-oauth-ropc
 */
export function ownerPassword(request: Request): Answer {
  const { entra, arrival, realm, form } = request
  if (realm.word && realm.word !== 'organizations') throw refuse.grantNeedsTenant()
  const [username, password] = [required(form, 'username'), required(form, 'password')]
  const account = signInTo(entra, realm, username, password, arrival.at)
  return answerForPerson(request, {
    account,
    ...wordsAsked(request),
    platform: request.client.proof === '0' ? 'publicClient' : 'web',
  })
}
