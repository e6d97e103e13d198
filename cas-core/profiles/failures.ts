/** A failed call in words for people, with what to do where it is known. */
import { answerOf, type ServiceName } from '../microsoft/errors.ts'

export interface Failure {
  readonly service: ServiceName
  /** HTTP status; 0 where no answer came. */
  readonly status: number
  /** The service's own code. */
  readonly error: string
  /** The service's own words. */
  readonly said: string
}

/** `The application is disabled … Microsoft Entra ID answered 400 (AADSTS7000112): …` */
export function failureIn({ service, status, error, said }: Failure): string {
  const answer = answerOf(service, { status, code: error, message: said })
  const fits = (row: Remedy) => (row.service ?? service) === service && row.code.test(error)
  const remedy = REMEDIES.find(fits)?.remedy
  return remedy === undefined ? answer : `${remedy} ${answer}`
}

const APPLICATION_GONE =
  'The application is no longer in the tenant: somebody has removed it. Grant access again, or clean up by hand.'
const APPLICATION_DISABLED =
  'The application is disabled in the tenant: enable it in Microsoft Entra ID, under Enterprise applications.'

/** The vendor's secret, which no customer can renew. */
const OWN_SECRET =
  'The credential of the product itself is wrong or has expired, which only the vendor can mend: nothing is to be done in the tenant, and a token that is recreated now would be refused as well. The service account is valid again by itself as soon as it is mended.'

/** What to do when a password alone is not enough to sign in. */
const BY_OTHER_WAYS =
  'Clean up with an administrator whose sign-in needs a password only, let the policy except this administrator for the time of the cleanup, or clean up by hand: remove the rules, connectors and allow list entries that are listed in the Exchange and Defender admin centers, and then the application in Microsoft Entra ID.'

interface Remedy {
  /** Absent where any service may say so. */
  readonly service?: ServiceName
  readonly code: RegExp
  readonly remedy: string
}

/** Refusals that follow from what an administrator did to the application. The services' own words explain little. */
const REMEDIES: readonly Remedy[] = [
  { service: 'entra', code: /^AADSTS(?:7000229|700016)$/, remedy: APPLICATION_GONE },
  { service: 'graph', code: /^Authorization_IdentityNotFound$/, remedy: APPLICATION_GONE },
  { service: 'entra', code: /^AADSTS7000112$/, remedy: APPLICATION_DISABLED },
  { service: 'graph', code: /^Authorization_IdentityDisabled$/, remedy: APPLICATION_DISABLED },
  // https://learn.microsoft.com/entra/identity-platform/reference-error-codes, here and below
  { service: 'entra', code: /^AADSTS(?:7000215|7000222|7000218|700027|700024)$/, remedy: OWN_SECRET },
  {
    service: 'entra',
    code: /^AADSTS(?:5007[2469]|50158|53004|500121)$/,
    remedy: `The tenant asks this administrator for a second factor in addition to the password (multifactor authentication), and this way of signing in cannot provide one. ${BY_OTHER_WAYS}`,
  },
  {
    service: 'entra',
    code: /^AADSTS5300[0-3]$/,
    remedy: `A Conditional Access policy of the tenant does not let this sign-in through. The sign-in logs in Microsoft Entra ID name the policy. For the application: except it in the policy for workload identities. For an administrator: ${BY_OTHER_WAYS}`,
  },
  {
    service: 'entra',
    code: /^AADSTS(?:50126|50034|50056)$/,
    remedy: 'The user name or the password is wrong: type them again.',
  },
  {
    service: 'entra',
    code: /^AADSTS(?:50055|50144)$/,
    remedy: 'The password has expired: change it at a sign-in page of Microsoft, then try again.',
  },
  {
    service: 'entra',
    code: /^AADSTS(?:50053|50057)$/,
    remedy:
      'The account is locked or disabled: unlock it in Microsoft Entra ID, or use another administrator.',
  },
  {
    service: 'exchange',
    code: /^40[13]$/,
    remedy:
      'Exchange Online refuses who has no role in it: assign the Exchange Administrator role in Microsoft Entra ID, and try again after some minutes.',
  },
  {
    code: /^(?:SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_VERIFY_LEAF_SIGNATURE)$/,
    remedy: 'Whoever answered shows a certificate of an authority that is not trusted here.',
  },
]
