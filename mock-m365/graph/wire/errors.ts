/** Graph's refusals: one line each, thrown anywhere, rendered in answer.ts only. */

export interface ErrorDetail {
  readonly code: string
  readonly message?: string
  readonly target: string
}

/** A refusal in Graph's wire shape. https://learn.microsoft.com/graph/errors */
export class GraphError extends Error {
  readonly status: number
  readonly code: string
  readonly details: readonly ErrorDetail[] | undefined

  constructor(status: number, code: string, message: string, details?: readonly ErrorDetail[]) {
    super(message)
    this.status = status
    this.code = code
    this.details = details
  }
}

const badRequest = (message: string, details?: readonly ErrorDetail[]) =>
  new GraphError(400, 'Request_BadRequest', message, details)
const unsupported = (message: string) => new GraphError(400, 'Request_UnsupportedQuery', message)
const invalidToken = (message: string) => new GraphError(401, 'InvalidAuthenticationToken', message)

// Token and identity. Texts of missing, malformed, expired, not yet valid (an older one) and audience are observed; signature and disabled are inferred.
export const tokenMissing = () => invalidToken('Access token is empty.')
export const tokenMalformed = () =>
  invalidToken(
    "IDX14100: JWT is not well formed, there are no dots (.).\nThe token needs to be in JWS or JWE Compact Serialization Format. (JWS): 'EncodedHeader.EncodedPayload.EncodedSignature'. (JWE): 'EncodedProtectedHeader.EncodedEncryptedKey.EncodedInitializationVector.EncodedCiphertext.EncodedAuthenticationTag'.",
  )
export const tokenSignature = () => invalidToken('Access token validation failure. Invalid signature.')
export const tokenExpired = () => invalidToken('Lifetime validation failed, the token is expired.')
export const tokenEarly = () => invalidToken('Access token has expired or is not yet valid.')
export const tokenAudience = () => invalidToken('Access token validation failure. Invalid audience.')
// Observed; which code belongs to which event is inferred.
export const tokenRevoked = () =>
  invalidToken(
    'Continuous access evaluation resulted in challenge with result: InteractionRequired and code: TokenIssuedBeforeRevocationTimestamp',
  )
export const identityNotFound = () =>
  new GraphError(
    401,
    'Authorization_IdentityNotFound',
    'The identity of the calling application could not be established.',
  )
export const identityDisabled = () =>
  new GraphError(
    401,
    'Authorization_IdentityDisabled',
    'The identity of the calling application is disabled.',
  )
export const requestDenied = () =>
  new GraphError(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.')
export const meNeedsUser = () =>
  new GraphError(400, 'BadRequest', '/me request is only valid with delegated authentication flow.')

// Routing (observed).
export const segmentUnknown = (segment: string) =>
  new GraphError(400, 'BadRequest', `Resource not found for the segment '${clip(segment)}'.`)
export const methodNotAllowed = () =>
  new GraphError(405, 'Request_BadRequest', 'Specified HTTP method is not allowed for the request target.')
// Observed: https://github.com/microsoftgraph/microsoft-graph-docs/issues/13747
export const referencesNotPatched = () =>
  new GraphError(400, 'BadRequest', 'The request is currently not supported on the targeted entity set')
// Observed: https://github.com/microsoftgraph/microsoft-graph-docs/issues/7795
export const writeNotContained = () =>
  new GraphError(400, 'BadRequest', 'Write requests are only supported on contained entities')
export const resourceNotFound = (id: string) =>
  new GraphError(
    404,
    'Request_ResourceNotFound',
    `Resource '${clip(id)}' does not exist or one of its queried reference-property objects are not present.`,
  )
// Observed: connectors of identity governance read it as "not found".
export const objectIdInvalid = (id: string) => badRequest(`Invalid object identifier '${clip(id)}'.`)
export const notEmulated = () =>
  new GraphError(501, 'NotImplemented', 'This operation target is not yet supported.')

// Queries. https://learn.microsoft.com/graph/aad-advanced-queries (documented), the texts of syntax errors are inferred.
export const queryInvalid = (message: string) => new GraphError(400, 'BadRequest', message)
export const filterInvalid = (why: string, position: number) =>
  queryInvalid(`Invalid filter clause: ${why} at position ${position}.`)
export const propertyUnknown = (name: string, type: string) =>
  queryInvalid(`Could not find a property named '${clip(name)}' on type 'microsoft.graph.${type}'.`)
// Observed.
export const filterUnknown = (name: string, type: string) =>
  queryInvalid(
    `Invalid filter clause: Could not find a property named '${clip(name)}' on type 'microsoft.graph.${type}'.`,
  )
export const queryUnsupported = () => unsupported('Unsupported Query.')
export const filterUnsupported = (property: string, resource: string) =>
  unsupported(
    `Unsupported or invalid query filter clause specified for property '${property}' of resource '${resource}'.`,
  )
export const filterNotIndexed = () => unsupported('The request uses a filter property that is not indexed')
export const orNotSupported = () => unsupported('Or operator not supported for this entity set.')
export const tooManyOr = (clauses: number, max: number) =>
  unsupported(
    `Too many child clauses specified in search filter expression containing 'OR' operators: ${clauses}. Max allowed: ${max}.`,
  )
export const sortUnsupported = (property: string, resource: string) =>
  unsupported(`Unsupported sort property '${clip(property)}' for '${resource}'.`)
export const pageSizeInvalid = (size: string, max: number) =>
  unsupported(`Invalid page size specified: '${clip(size)}'. Must be between 1 and ${max} inclusive.`)
export const searchNeedsHeader = () =>
  unsupported(
    "Request with $search query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'",
  )
export const countNotSupported = () => badRequest('$count is not currently supported.')
// The first text is observed, and so is the prefix of both; the second is the OData library's own.
export const selectionUnknown = (name: string, type: string) =>
  queryInvalid(
    `Parsing OData Select and Expand failed: Could not find a property named '${clip(name)}' on type 'microsoft.graph.${type}'.`,
  )
export const expandedNoNavigation = (name: string, type: string) =>
  queryInvalid(
    `Parsing OData Select and Expand failed: Property '${clip(name)}' on type 'microsoft.graph.${type}' is not a navigation property or complex property. Only navigation properties can be expanded.`,
  )
export const expandNotAllowed = (name: string) =>
  new GraphError(
    400,
    'ExpandNotSupported',
    `Expand is not allowed for property '${clip(name)}' according to the entity schema.`,
  )
// The code is observed; the text is inferred.
export const pageTokenExpired = () =>
  new GraphError(
    400,
    'Directory_ExpiredPageToken',
    'The specified page token value has expired and can no longer be included in your request.',
  )

// Bodies. Conflict texts are observed; texts for wrong shapes are inferred from the directory's older API.
export const bodyUnreadable = () =>
  new GraphError(
    400,
    'BadRequest',
    'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.',
  )
// Observed in many clients, n8n's among them.
export const bodyEmpty = () => new GraphError(400, 'BadRequest', 'Empty Payload. JSON content expected.')
// Observed at $ref: microsoft/semantic-link-labs issue 1082, microsoftgraph/msgraph-sdk-dotnet issue 2755.
export const referenceEmpty = () =>
  badRequest(
    "An unexpected 'EndOfInput' node was found when reading from the JSON reader. A 'StartObject' node was expected.",
  )
export const bodyTooLarge = () =>
  new GraphError(413, 'RequestEntityTooLarge', 'The size of the request body exceeds the maximum allowed.')
export const propertyInvalid = (name: string) => badRequest(`Invalid property '${clip(name)}'.`)
export const propertyReadOnly = (name: string) =>
  badRequest(`Property '${name}' is read-only and cannot be set.`)
export const typeInvalid = (name: string, type: string) =>
  badRequest(`Cannot convert the value of property '${name}' to the expected type 'Edm.${type}'.`)
export const valueInvalid = (property: string, resource: string) => {
  const message = `Invalid value specified for property '${property}' of resource '${resource}'.`
  return badRequest(message, [{ code: 'InvalidValue', message, target: property }])
}
export const valueRequired = (property: string, resource: string) =>
  badRequest(`A value is required for property '${property}' of resource '${resource}'.`)
export const valueTaken = (property: string) => {
  const message = `Another object with the same value for property ${property} already exists.`
  return badRequest(message, [{ code: 'ObjectConflict', message, target: property }])
}
// Known from administrators' reports (observed).
export const syncedFromElsewhere = () =>
  badRequest(
    'Unable to update the specified properties for on-premises mastered Directory Sync objects or objects currently undergoing migration.',
  )
export const domainNotVerified = () => {
  const message =
    'The domain portion of the userPrincipalName property is invalid. You must use one of the verified domain names in your organization.'
  return badRequest(message, [{ code: 'InvalidValue', message, target: 'userPrincipalName' }])
}

// Observed in many clients' handling.
export const passwordTooWeak = () =>
  badRequest(
    'The specified password does not comply with password complexity requirements. Please provide a different password.',
  )

// References (observed, except for the wrong kind of member, which is inferred).
export const referenceExists = (navigation: string) =>
  badRequest(
    `One or more added object references already exist for the following modified properties: '${navigation}'.`,
  )
export const referenceInvalid = (navigation: string) =>
  badRequest(`An invalid operation was included in the following modified references: '${navigation}'.`)
// Observed: microsoftgraph/microsoft-graph-docs-contrib issue 3884.
export const unifiedInUnified = () =>
  badRequest(
    'Unified Groups cannot be added to Unified Groups. paramName: Members, paramValue: , objectType: Microsoft.Online.DirectoryServices.Group',
    [{ target: 'membersWithLicenseErrors.members', code: 'InvalidValue' }],
  )
export const referenceTwice = () => badRequest('Request contains a property with duplicate values')
export const lastOwner = () =>
  badRequest('The group must have at least one owner, hence this owner cannot be removed.')
export const ownersFull = (count: number, max: number) =>
  new GraphError(
    403,
    'Directory_QuotaExceeded',
    `Unable to perform operation as '${count}' would exceed the maximum quota count '${max}' for forward-link owners.`,
  )
export const groupNotWritable = () =>
  badRequest('Cannot Update a mail-enabled security groups and or distribution list.')
export const mailGroupNotCreatable = () =>
  badRequest(
    'The service does not currently support writes of mail-enabled groups. Please ensure that the mail-enablement property is unset and the security-enablement property is set.',
  )

// The rule is documented, the text inferred: https://learn.microsoft.com/graph/api/group-update
export const groupSettingsNotAlone = (property: string) =>
  badRequest(`Property '${property}' must be updated in a request of its own.`)
// The text is observed, status and code are inferred: https://github.com/microsoftgraph/microsoft-graph-docs/issues/5027
export const groupSettingNotForApps = () =>
  new GraphError(400, 'BadRequest', 'The request is currently not supported on the targeted entity set')

// Codes and texts of the details are documented: https://learn.microsoft.com/graph/api/group-validateproperties
export const namingPolicyBroken = (property: string, code: 'MissingPrefixSuffix' | 'ContainsBlockedWord') => {
  const message =
    code === 'MissingPrefixSuffix'
      ? `${property} is missing the required prefix/suffix per the Group naming requirements.`
      : `${property} contains a blocked word per the Group naming requirements.`
  return badRequest(message, [{ code, message, target: property }])
}

// Observed: https://github.com/hashicorp/terraform-provider-azuread/issues/790
export const policyMalformed = () =>
  new GraphError(
    400,
    'BadRequest',
    '1007: Incoming ConditionalAccessPolicy object is null or does not match the schema of ConditionalAccessPolicy type. For examples, please see API documentation at https://docs.microsoft.com/en-us/graph/api/conditionalaccessroot-post-policies?view=graph-rest-1.0.',
  )

// Known from administrators' reports (observed).
export const securityDefaultsEnabled = () =>
  new GraphError(
    400,
    'BadRequest',
    'Security Defaults is enabled in the tenant. You must disable Security defaults before enabling a Conditional Access policy.',
  )
export const policiesEnabled = () =>
  badRequest('Security defaults cannot be enabled while a Conditional Access policy is enabled.')

// Reports and logs (observed, and the last documented: https://learn.microsoft.com/graph/known-issues).
export const graphPermissionMissing = (permission: string) =>
  new GraphError(
    403,
    'Authentication_MSGraphPermissionMissing',
    `The principal does not have required Microsoft Graph permission(s): ${permission} to call this API. For more information about Microsoft Graph permissions, please visit https://learn.microsoft.com/graph/permissions-overview`,
  )
export const userRoleUnsupported = () =>
  new GraphError(403, 'Authentication_RequestFromUnsupportedUserRole', 'User is not in the allowed roles')
export const notPremium = () =>
  new GraphError(
    403,
    'Authentication_RequestFromNonPremiumTenantOrB2CTenant',
    "Neither tenant is B2C or tenant doesn't have premium license",
  )

// Applications, roles and consent (observed).
export const servicePrincipalExists = (appId: string) => {
  const message = `The service principal cannot be created, updated, or restored because the service principal name ${appId} is already in use.`
  return new GraphError(409, 'Request_MultipleObjectsWithSameKeyValue', message, [
    { code: 'ObjectConflict', message, target: 'servicePrincipalNames' },
  ])
}
export const applicationUnknown = (appId: string) =>
  badRequest(
    `The appId '${clip(appId)}' of the service principal does not reference a valid application object.`,
  )
export const applicationNotLocal = () =>
  new GraphError(
    403,
    'Authorization_RequestDenied',
    'When using this permission, the backing application of the service principal being created must in the local tenant',
  )
export const conflictingObject = () =>
  badRequest(
    'A conflicting object with one or more of the specified property values is present in the directory.',
  )
export const permissionExists = () => badRequest('Permission being assigned already exists on the object')
export const permissionUnknown = () => badRequest('Permission being assigned was not found on application')

// Custom roles (observed; a category of another workload is refused because that workload is missing).
export const actionNotForCustomRoles = (action: string) =>
  badRequest(`Action '${clip(action)}' is not supported for Custom Role creation`)
export const resourceCategoryUnsupported = (category: string) =>
  badRequest(`Resource category '${clip(category)}' is not supported.`)
// Observed: https://techcommunity.microsoft.com/discussions/officegraph/removing-self-from-global-administrator-built-in-role-is-not-allowed/3980181; the status is inferred.
export const ownGlobalAdministrator = () =>
  badRequest('Removing self from Global Administrator built-in role is not allowed.')
// Inferred: the scope is documented only for these roles, the text is not documented.
export const scopeUnsupported = (scope: string) =>
  badRequest(`The directory scope '${clip(scope)}' is not supported for this role.`)

// Directory actions. The sentence of the first is observed; all else here is inferred.
export const entitlementEnabled = (property: string) => {
  const message = `Property ${property} is invalid: Permission (scope or role) cannot be deleted or updated unless disabled first.`
  return badRequest(message, [{ code: 'CannotDeleteOrUpdateEnabledEntitlement', message, target: property }])
}
export const identifierUriNotVerified = (uri: string) => {
  const message = `Values of identifierUris property must use a verified domain of the organization or its subdomain: '${clip(uri)}'`
  return badRequest(message, [{ code: 'HostNameNotOnVerifiedDomain', message, target: 'identifierUris' }])
}
// Documented: https://learn.microsoft.com/entra/identity-platform/identifier-uri-restrictions
export const identifierUriAgainstPolicy = (uri: string) =>
  badRequest(
    `Failed to add identifier URI ${clip(uri)}. All newly added URIs must contain a tenant verified domain, tenant ID, or app ID, as per the default tenant policy of your organization. See https://aka.ms/identifier-uri-addition-error for more information on this error.`,
  )
export const grantExists = () =>
  new GraphError(409, 'Request_MultipleObjectsWithSameKeyValue', 'Permission entry already exists.')
export const credentialUnknown = (kind: 'password' | 'key', keyId: string) =>
  badRequest(`No ${kind} credential found with keyId '${clip(keyId)}'.`)
// Observed: https://github.com/microsoftgraph/msgraph-sdk-dotnet/issues/2788
export const passwordNotByAction = () =>
  badRequest('New password credentials must be generated using service actions.')
export const proofInvalid = () => badRequest('Access Token missing or malformed.')
export const keyInvalid = () => {
  const message = 'Key value is invalid certificate'
  return badRequest(message, [{ code: 'KeyCredentialsInvalidEndDate', message, target: 'keyCredentials' }])
}
export const licenceUnknown = (skuId: string) =>
  badRequest(`License ${clip(skuId)} does not correspond to a valid company License.`)
export const licenceNotHeld = () => badRequest('User does not have a corresponding license.')
export const licencesSpent = (skuId: string) =>
  badRequest(`Subscription with SKU ${clip(skuId)} does not have any available licenses.`)
export const usageLocationMissing = () =>
  badRequest('License assignment cannot be done for user with invalid usage location.')
export const domainTaken = (domain: string) =>
  badRequest(`The domain '${clip(domain)}' is already verified in another directory.`)
export const domainInUse = (domain: string, why: string) =>
  badRequest(`The domain '${clip(domain)}' cannot be removed: ${why}.`)
export const domainRecordMissing = (domain: string) =>
  badRequest(
    `Domain verification failed with the following error: 'DomainVerificationMissingDnsRecord'. Domain: '${clip(domain)}'.`,
  )
export const domainUnverified = (domain: string) =>
  badRequest(`The domain '${clip(domain)}' is not verified.`)
export const parametersTooMany = (name: string, max: number) =>
  badRequest(`Too many items in parameter '${name}'. Max allowed: ${max}.`)
export const quotaExceeded = (count: number, max: number, what: string) =>
  new GraphError(
    403,
    'Directory_QuotaExceeded',
    `Unable to perform operation as '${count}' would exceed the maximum quota count '${max}' for ${what}.`,
  )

// Batches. The checks are documented; that each refuses the whole batch, and the texts, are inferred.
export const batchInvalid = (why: string) => queryInvalid(`Invalid batch payload format. ${clip(why)}`)
// The text is observed: PnP Core SDK sends an empty body because of it.
export const batchWriteBare = (id: string) =>
  queryInvalid(`Write request id : ${clip(id)} does not contain Content-Type header or body.`)
export const batchTooLarge = (max: number) =>
  queryInvalid(`Number of batch request steps exceeds the maximum value of ${max}.`)
export const dependencyFailed = () =>
  new GraphError(424, 'FailedDependency', 'The request failed because a request that it depends on failed.')

// Delta. The first is observed; the second is documented by status and code; the texts of the others are inferred.
export const deltaTooOld = () => unsupported('DeltaLink older than 30 days is not supported.')
export const deltaResync = () =>
  new GraphError(
    410,
    'syncStateNotFound',
    'The sync state generation is not found; continue with a full synchronization.',
  )
export const deltaTokenBad = () => badRequest('Badly formed token.')
export const deltaFilterInvalid = () =>
  unsupported('Only filters of the form "id eq \'...\'" joined by or are supported for delta queries.')
export const deltaFilterTooLong = (count: number, max: number) =>
  unsupported(`Too many ids specified in filter of delta query: ${count}. Max allowed: ${max}.`)

// Limits. The code is observed; the text is known from administrators' reports.
export const directoryFull = () =>
  new GraphError(
    403,
    'Directory_QuotaExceeded',
    'The directory object quota limit for the Tenant has been exceeded. Please ask your administrator to increase the quota limit or delete objects to reduce the used quota.',
  )

/** A caller's text in a message, shortened so that the answer does not become as large as the request. */
const clip = (text: string): string => (text.length > 256 ? `${text.slice(0, 256)}…` : text)
