/**
 * Parts of an application that answers always have, even if nobody wrote them: clients read
 * `web.redirectUris` without asking whether there is a `web`.
 * https://learn.microsoft.com/graph/api/application-get (documented)
 */
import type { Entity } from '../../base.ts'
import { merged } from '../verbs/complex-values.ts'

/**
 * Properties of an application that was made with nothing but a name.
 * https://learn.microsoft.com/graph/api/serviceprincipal-post-serviceprincipals
 */
export const NO_INFORMATION = {
  logoUrl: null,
  marketingUrl: null,
  privacyStatementUrl: null,
  supportUrl: null,
  termsOfServiceUrl: null,
}

const SHAPES: Readonly<Record<string, Entity>> = {
  api: {
    acceptMappedClaims: null,
    knownClientApplications: [],
    requestedAccessTokenVersion: null,
    oauth2PermissionScopes: [],
    preAuthorizedApplications: [],
  },
  info: NO_INFORMATION,
  parentalControlSettings: { countriesBlockedForMinors: [], legalAgeGroupRule: 'Allow' },
  publicClient: { redirectUris: [] },
  web: {
    homePageUrl: null,
    logoutUrl: null,
    redirectUris: [],
    implicitGrantSettings: { enableAccessTokenIssuance: false, enableIdTokenIssuance: false },
  },
  spa: { redirectUris: [] },
}

/** The application with all these parts. */
export function shaped(application: Entity): Entity {
  const whole = Object.entries(SHAPES).map(([name, shape]) => [name, merged(shape, application[name] ?? {})])
  return { ...application, ...Object.fromEntries(whole) }
}
