/**
 * The effect on sign-ins of each property that Graph lets callers write on applications and service
 * principals. `acts`: tokens, pages or refusals depend on it. `describes`: it has no effect on sign-ins in
 * the real service either. Other text is a known limit: the property is stored, and the text says what the
 * mock leaves out.
 */
export type Effect = 'acts' | 'describes' | `not emulated: ${string}`

const SAML = 'not emulated: the service speaks no SAML here'
const ENCRYPTION = 'not emulated: tokens are never encrypted'
const LOGOUT = 'not emulated: applications are not told of a sign-out'

export const APPLICATION: Readonly<Record<string, Effect>> = {
  addIns: 'describes',
  // Token versions, scopes and preauthorized clients. Combined consent and mapped claims are left out.
  api: 'acts',
  'api.acceptMappedClaims': 'not emulated: there are no claims mapping policies',
  'api.knownClientApplications': 'not emulated: consent asks for one application at a time',
  'api.oauth2PermissionScopes': 'acts',
  'api.preAuthorizedApplications': 'acts',
  'api.requestedAccessTokenVersion': 'acts',
  appRoles: 'acts',
  defaultRedirectUri: 'acts',
  description: 'describes',
  displayName: 'acts',
  groupMembershipClaims: 'acts',
  identifierUris: 'acts',
  info: 'describes',
  isDeviceOnlyAuthSupported: 'not emulated: there are no devices',
  isFallbackPublicClient: 'acts',
  keyCredentials: 'acts',
  notes: 'describes',
  oauth2RequirePostResponse: 'not emulated: a GET of the authorization endpoint is answered',
  optionalClaims: 'acts',
  'optionalClaims.saml2Token': SAML,
  'optionalClaims: fwd, in_corp, ipaddr, onprem_sid of guests, pwd_exp, pwd_url, rh, sid, verified_secondary_email, vnet, xms_pdl, ztdid':
    'not emulated: the mock knows no value for them, and leaves them out',
  parentalControlSettings: 'not emulated: there are no personal accounts',
  passwordCredentials: 'acts',
  publicClient: 'acts',
  requestSignatureVerification: SAML,
  requiredResourceAccess: 'acts',
  samlMetadataUrl: SAML,
  serviceManagementReference: 'describes',
  servicePrincipalLockConfiguration: 'not emulated: Graph lets every tenant change its principal',
  signInAudience: 'acts',
  spa: 'acts',
  tags: 'describes',
  tokenEncryptionKeyId: ENCRYPTION,
  uniqueName: 'describes',
  web: 'acts',
  'web.implicitGrantSettings': 'acts',
  'web.logoutUrl': LOGOUT,
  'web.redirectUris': 'acts',
  windows: 'describes',
}

export const SERVICE_PRINCIPAL: Readonly<Record<string, Effect>> = {
  accountEnabled: 'acts',
  addIns: 'describes',
  alternativeNames: 'describes',
  api: 'describes',
  appId: 'acts',
  appRoleAssignmentRequired: 'acts',
  appRoles: 'not emulated: what a resource offers is read from its application',
  description: 'describes',
  displayName: 'describes',
  errorUrl: 'describes',
  homepage: 'describes',
  info: 'describes',
  keyCredentials: 'acts',
  loginUrl: SAML,
  logoutUrl: LOGOUT,
  notes: 'describes',
  notificationEmailAddresses: SAML,
  oauth2PermissionScopes: 'not emulated: what a resource offers is read from its application',
  passwordCredentials: 'acts',
  preferredSingleSignOnMode: SAML,
  preferredTokenSigningKeyEndDateTime: SAML,
  preferredTokenSigningKeyThumbprint: SAML,
  publishedPermissionScopes: 'not emulated: what a resource offers is read from its application',
  replyUrls: 'not emulated: addresses are those of the application',
  resourceSpecificApplicationPermissions: 'describes',
  samlMetadataUrl: SAML,
  samlSingleSignOnSettings: SAML,
  servicePrincipalNames: 'acts',
  servicePrincipalType: 'describes',
  tags: 'describes',
  tokenEncryptionKeyId: ENCRYPTION,
  verifiedPublisher: 'describes',
}
