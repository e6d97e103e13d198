/** What a person signs in with at Microsoft, for an account of the console. */
import type { SignInRequest } from '../microsoft/entra/sign-in.ts'
import { secretsOf } from './consent-state.ts'
import type { At } from './operation.ts'
import type { Place } from './places.ts'

export function signInAt(at: At, { account }: Place, state: string): SignInRequest {
  const { application, tenantId } = account.settings
  return { application, tenant: tenantId, state, ...secretsOf(at.product.settings.vendorKey, state) }
}
