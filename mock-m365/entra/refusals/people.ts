/** Refusals about the user: sign-in, policies, consent. */
import type { Row } from './row.ts'

export const PEOPLE = {
  userNotFound: {
    code: 50034,
    status: 400,
    error: 'invalid_grant',
    mark: 'observed',
    text: 'The user account {upn} does not exist in the {tenant} directory. To sign into this application, the account must be added to the directory.',
  },
  passwordWrong: {
    code: 50126,
    status: 400,
    error: 'invalid_grant',
    mark: 'observed',
    text: 'Error validating credentials due to invalid username or password.',
  },
  userDisabled: {
    code: 50057,
    status: 400,
    error: 'invalid_grant',
    mark: 'documented',
    text: 'The user account is disabled.',
  },
  userOfAnotherTenant: {
    code: 50020,
    status: 400,
    error: 'invalid_grant',
    mark: 'observed',
    text: "User account '{upn}' from identity provider 'https://sts.windows.net/{home}/' does not exist in tenant '{tenant}' and cannot access the application in that tenant. The account needs to be added as an external user in the tenant first. Sign out and sign in again with a different Azure Active Directory user account.",
  },
  userNotAssigned: {
    code: 50105,
    status: 400,
    error: 'invalid_grant',
    mark: 'observed',
    text: "Your administrator has configured the application {name} ('{appId}') to block users unless they are specifically granted ('assigned') access to the application. The signed in user '{upn}' is blocked because they are not a direct member of a group with access, nor had access directly assigned by an administrator. Please contact your administrator to assign access to this application.",
  },
  applicationNotAssigned: {
    code: 501051,
    status: 400,
    error: 'invalid_grant',
    mark: 'observed',
    inferred: ['error'],
    text: "Application '{appId}'({name}) is not assigned to a role for the application '{resource}'({resourceName}).",
  },
  secondFactorRequired: {
    code: 50076,
    status: 400,
    error: 'invalid_grant',
    suberror: 'basic_action',
    mark: 'documented',
    inferred: ['suberror'],
    text: "Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access '{resource}'.",
  },
  /** Nothing is registered yet. */
  enrolmentRequired: {
    code: 50079,
    status: 400,
    error: 'invalid_grant',
    suberror: 'basic_action',
    mark: 'documented',
    inferred: ['suberror'],
    text: "Due to a configuration change made by your administrator, or because you moved to a new location, you must enroll in multi-factor authentication to access '{resource}'.",
  },
  /** Shown on the page of the second step. */
  secondFactorFailed: {
    code: 500121,
    status: 400,
    error: 'invalid_grant',
    mark: 'documented',
    text: 'Authentication failed during strong authentication request.',
  },
  /** Error and suberror as of 2025, for a service principal (observed); a sample of 2023 says interaction_required. */
  blockedByPolicy: {
    code: 53003,
    status: 400,
    error: 'invalid_grant',
    suberror: 'message_only',
    mark: 'observed',
    text: 'Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.',
  },
  loopDetected: {
    code: 50196,
    status: 400,
    error: 'invalid_grant',
    mark: 'documented',
    inferred: ['error'],
    source: 'https://learn.microsoft.com/entra/identity-platform/reference-breaking-changes#march-2019',
    text: 'The server terminated an operation because it encountered a loop while processing a request.',
  },
  consentRequired: {
    code: 65001,
    status: 400,
    error: 'invalid_grant',
    suberror: 'consent_required',
    mark: 'observed',
    text: "The user or administrator has not consented to use the application with ID '{appId}' named '{name}'. Send an interactive authorization request for this user and resource.",
  },
  /** The service that an application requires is not in the tenant; its callback is told (observed). */
  resourceAbsent: {
    code: 650052,
    status: 401,
    error: 'invalid_client',
    mark: 'observed',
    inferred: ['status'],
    text: "The app is trying to access a service '{appId}'({name}) that your organization '{tenant}' lacks a service principal for. Contact your IT Admin to review the configuration of your service subscriptions or consent to the application in order to create the required service principal.",
  },
  /**
   * Consent while the tenant still shows a deleted principal; the callback is told, and minutes later it
   * works (observed).
   */
  principalPresent: {
    code: 650051,
    status: 401,
    error: 'invalid_client',
    mark: 'observed',
    inferred: ['status', 'error', 'text'],
    text: 'Using application {appId} is currently not possible. The service principal name is already present for the tenant {tenant}.',
  },
  onlyBeforehand: {
    code: 65002,
    status: 400,
    error: 'invalid_request',
    mark: 'observed',
    inferred: ['status'],
    text: "Consent between first party application '{appId}' and first party resource '{resource}' must be configured via preauthorization - applications owned and operated by Microsoft must get approval from the API owner before requesting tokens for that API.",
  },
  /** `.default` of a resource that the client's registration does not require. */
  resourceNotRequired: {
    code: 650057,
    status: 400,
    error: 'invalid_resource',
    mark: 'documented',
    inferred: ['status', 'error'],
    text: "Invalid resource. The client has requested access to a resource which is not listed in the requested permissions in the client's application registration. Client app ID: {appId}({name}). Resource value from request: {value}. Resource app ID: {resource}. List of valid resources from app registration: {valid}.",
  },
  consentDeclined: {
    code: 65004,
    status: 400,
    error: 'access_denied',
    mark: 'documented',
    text: 'User declined to consent to access the app.',
  },
  adminApprovalNeeded: {
    code: 90094,
    status: 403,
    error: 'access_denied',
    mark: 'documented',
    inferred: ['status'],
    text: '{name} needs permission to access resources in your organization that only an admin can grant. Please ask an admin to grant permission to this app before you can use it.',
  },
  /** Where the person can send a request to an administrator; the text is inferred. */
  approvalRequired: {
    code: 90095,
    status: 403,
    error: 'access_denied',
    mark: 'inferred',
    inferred: ['status'],
    text: '{name} needs permission to access resources in your organization. Ask an admin for the approval that it requires before you can use it.',
  },
  /**
   * `prompt=admin_consent` by a user who is not an administrator; that it occurs there, and its text, are
   * inferred.
   */
  onlyAdministrators: {
    code: 90093,
    status: 403,
    error: 'access_denied',
    mark: 'inferred',
    inferred: ['status'],
    text: "This operation can only be performed by an administrator. Sign out and sign in as an administrator or contact one of your organization's administrators.",
  },
  appIsRisky: {
    code: 900941,
    status: 403,
    error: 'access_denied',
    mark: 'documented',
    inferred: ['status'],
    text: 'Administrator consent is required. App is considered risky. (AdminConsentRequiredDueToRiskyApp)',
  },
  scopeUnknown: {
    code: 650053,
    status: 401,
    error: 'invalid_client',
    mark: 'documented',
    text: "The application '{name}' asked for scope '{scope}' that doesn't exist on the resource '{resource}'. Contact the app vendor.",
  },
} as const satisfies Readonly<Record<string, Row>>
