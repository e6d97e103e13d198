import { required } from '../../form.ts'
import type { Request } from './grant.ts'

interface Words {
  readonly scope: string
  readonly resource: string | undefined
}

/**
 * What the form requests: `scope`, or `resource` at the older endpoint, which accepts both (observed: MSAL
 * sends it scopes in its OIDC mode). @param otherwise the value for a form that requests nothing @throws
 * EntraError 900144
 */
export function wordsAsked({ version, form }: Request, otherwise?: Words): Words {
  const scope = form.get('scope') ?? ''
  const resource = version === 1 ? form.get('resource') || undefined : undefined
  if (resource || scope !== '') return { scope, resource }
  if (otherwise && (otherwise.scope !== '' || otherwise.resource)) return otherwise
  return {
    scope: version === 1 ? '' : required(form, 'scope'),
    resource: version === 1 ? required(form, 'resource') : undefined,
  }
}
