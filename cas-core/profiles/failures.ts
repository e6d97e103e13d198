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

interface Remedy {
  /** Absent where any service may say so. */
  readonly service?: ServiceName
  readonly code: RegExp
  readonly remedy: string
}

/** What an administrator has done to the application shows as refusals that few can read. */
const REMEDIES: readonly Remedy[] = [
  { service: 'entra', code: /^AADSTS(?:7000229|700016)$/, remedy: APPLICATION_GONE },
  { service: 'graph', code: /^Authorization_IdentityNotFound$/, remedy: APPLICATION_GONE },
  { service: 'entra', code: /^AADSTS7000112$/, remedy: APPLICATION_DISABLED },
  { service: 'graph', code: /^Authorization_IdentityDisabled$/, remedy: APPLICATION_DISABLED },
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
