/** What an operation's input names: an organization, a service of it, and its account. */
import * as v from 'valibot'
import type { Organization } from '../company/memory.ts'
import type { Account } from '../service-accounts/kind.ts'
import type { StageOutcome } from '../stages/outcome.ts'
import { refuses, stageAnswer } from './answer.ts'
import type { Answer, At } from './operation.ts'
import { isFree, serviceState } from './service-state.ts'
import { API_SERVICE, LISTED, SERVICES, type Service, serviceNamed, TARGETED } from './services.ts'
import { TEXT } from './text.ts'

/** Input of operations in one organization; the default one where none is named. */
export const ORGANIZATION_INPUT = { organization: v.exactOptional(TEXT) }

/** Input of operations on one service. */
export const SERVICE_INPUT = {
  ...ORGANIZATION_INPUT,
  service: v.picklist(SERVICES.map(({ name }) => name)),
}

/** Input of operations on a service account in the list. */
export const ACCOUNT_INPUT = {
  ...ORGANIZATION_INPUT,
  service: v.picklist(LISTED.map(({ name }) => name)),
}

/** Input of operations on a service whose grant asks for targets; Exchange Online where none is named. */
export const TARGETED_INPUT = {
  ...ORGANIZATION_INPUT,
  service: v.optional(v.picklist(TARGETED), API_SERVICE),
}

const CREDENTIAL = v.pipe(v.string(), v.nonEmpty(), v.maxLength(256))

/** Credentials of an administrator of the tenant. They are used and never kept. */
export const ADMINISTRATOR = v.strictObject({ username: CREDENTIAL, password: CREDENTIAL })

export interface ServiceInput {
  readonly organization?: string | undefined
  readonly service: string
}

/** Where an operation works. */
export interface Place {
  readonly organization: Organization
  readonly service: Service
  readonly account: Account
}

/** The organization, or an answer that says which there are. */
export function organizationIn(at: At, named: string | undefined): Organization | Answer {
  const organization = at.company.organization(named)
  if (organization) return organization
  const known = at.company.memory.organizations.map(({ name }) => name)
  return refuses(at, 'no such organization', { organization: named ?? '', known })
}

/** The account that an input names, or the answer that says why there is none. */
export async function placeOf(at: At, input: ServiceInput): Promise<Place | Answer> {
  const organization = organizationIn(at, input.organization)
  if ('code' in organization) return organization
  if (!at.company.memory.licence) return refuses(at, 'no licence', {})
  const service = serviceNamed(input.service)
  const account = await at.product.account(at.company, organization.id, service)
  return { organization, service, account }
}

/** What a stage says at the account that an input names, or why there is no such account. @param shown by its screen */
export async function stageAt(
  at: At,
  input: ServiceInput,
  stage: (place: Place) => Promise<StageOutcome>,
  shown: object = {},
): Promise<Answer> {
  const place = await placeOf(at, input)
  return 'code' in place ? place : stageAnswer(at, await stage(place), shown)
}

/** All accounts of an organization, granted or not; none without a licence. */
export async function placesIn(at: At, organization: Organization): Promise<Place[]> {
  if (!at.company.memory.licence) return []
  const places: Place[] = []
  for (const service of LISTED)
    places.push({
      organization,
      service,
      account: await at.product.account(at.company, organization.id, service),
    })
  return places
}

/** Names of the services that an organization has, or is about to have, or is still getting rid of. */
export async function grantedIn(at: At, organizationId: string): Promise<string[]> {
  const organization = at.company.organization(organizationId)
  if (!organization) return []
  const places = await placesIn(at, organization)
  return places
    .filter(({ service, account }) => !isFree(serviceState(service.kind, account.ledger)))
    .map(({ service }) => service.name)
}
