/** Organization Management. Source: trend-vision-one-organization-management, trend-vision-one-multiple-tenants-one-account. */
import * as v from 'valibot'
import { DEFAULT_ORGANIZATION, ORGANIZATIONS_MAX } from '../../company/memory.ts'
import { done, refuses, shows } from '../answer.ts'
import { type AnyOperation, type At, operation } from '../operation.ts'
import { grantedIn, organizationIn } from '../places.ts'
import { tenantShown } from '../tenant-name.ts'

const NAME = v.pipe(v.string(), v.trim(), v.nonEmpty(), v.maxLength(32))
const DESCRIPTION = v.pipe(v.string(), v.trim(), v.maxLength(128))

const isTaken = ({ company }: At, name: string, except?: string): boolean =>
  company.memory.organizations.some(
    (other) => other.id !== except && other.name.toLowerCase() === name.toLowerCase(),
  )

const listOrganizations = operation({
  name: 'listOrganizations',
  screen: 'Organization Management',
  does: 'Lists the organizations, each with the services to which access is granted.',
  who: 'administrator',
  input: v.strictObject({}),
  repeatable: true,
  async run(at) {
    const organizations = []
    for (const organization of at.company.memory.organizations) {
      const { id, name, description } = organization
      organizations.push({
        id,
        name,
        description,
        ...tenantShown(organization),
        isDefault: id === DEFAULT_ORGANIZATION,
        services: await grantedIn(at, id),
      })
    }
    return shows(at, { organizations })
  },
})

const addOrganization = operation({
  name: 'addOrganization',
  screen: 'Organization Management',
  does: 'Adds an organization, for one more tenant.',
  who: 'administrator',
  input: v.strictObject({ name: NAME, description: v.optional(DESCRIPTION, '') }),
  repeatable: false,
  async run(at, { name, description }) {
    const { company } = at
    if (isTaken(at, name)) return refuses(at, 'organization name taken', { name })
    if (company.memory.organizations.length >= ORGANIZATIONS_MAX)
      return refuses(at, 'too many organizations', { max: ORGANIZATIONS_MAX })
    const id = String(company.memory.made + 1)
    await company.change(() => ({ type: 'organization', id, name, description }))
    return done(at, 'organization saved', { name }, { id })
  },
})

const renameOrganization = operation({
  name: 'renameOrganization',
  screen: 'Organization Management',
  does: 'Changes the name or the description of an organization.',
  who: 'administrator',
  input: v.strictObject({
    organization: NAME,
    name: v.exactOptional(NAME),
    description: v.exactOptional(DESCRIPTION),
  }),
  repeatable: true,
  async run(at, input) {
    const organization = organizationIn(at, input.organization)
    if ('code' in organization) return organization
    const { name = organization.name, description = organization.description } = input
    if (isTaken(at, name, organization.id)) return refuses(at, 'organization name taken', { name })
    await at.company.change(() => ({ type: 'organization', id: organization.id, name, description }))
    return done(at, 'organization saved', { name }, { id: organization.id })
  },
})

const removeOrganization = operation({
  name: 'removeOrganization',
  screen: 'Organization Management',
  does: 'Removes an organization that has no service account and no grant under way.',
  who: 'administrator',
  input: v.strictObject({ organization: NAME }),
  repeatable: false,
  async run(at, input) {
    const organization = organizationIn(at, input.organization)
    if ('code' in organization) return organization
    const { id, name } = organization
    if (id === DEFAULT_ORGANIZATION) return refuses(at, 'default organization kept', {})
    const services = await grantedIn(at, id)
    if (services.length > 0) return refuses(at, 'organization in use', { name, services })
    await at.company.change(() => ({ type: 'organization removed', id }))
    return done(at, 'organization removed', { name })
  },
})

export const ORGANIZATION_MANAGEMENT: readonly AnyOperation[] = [
  listOrganizations,
  addOrganization,
  renameOrganization,
  removeOrganization,
]
