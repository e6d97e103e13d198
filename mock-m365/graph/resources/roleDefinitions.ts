import type { Entity } from '../../base.ts'
import { BUILT_IN_ROLES, type BuiltInRole, builtInRole } from '../../entra/directory/directory-roles.ts'
import { once } from '../../once.ts'
import type { View } from '../../tenant.ts'
import { reading, writing } from '../authorization/access.ts'
import { checkBuiltIn, newCustomRole, removeCustomRole, updatedCustomRole } from '../roles/custom-roles.ts'
import { type Property, schemaOf } from '../schema.ts'
import { resource } from '../verbs/resource.ts'

export const READ_ROLES = reading(
  [
    'RoleManagement.Read.Directory',
    'RoleManagement.ReadWrite.Directory',
    'Directory.Read.All',
    'Directory.ReadWrite.All',
  ],
  [
    'RoleManagement.Read.Directory',
    'RoleManagement.ReadWrite.Directory',
    'RoleManagement.Read.All',
    'Directory.Read.All',
    'Directory.ReadWrite.All',
  ],
)
/** https://learn.microsoft.com/graph/api/rbacapplication-post-roledefinitions */
const WRITE = writing(
  ['RoleManagement.ReadWrite.Directory', 'Directory.ReadWrite.All'],
  ['roleDefinitions/allProperties/update'],
)

const definitionOf = ({
  id,
  displayName,
  description,
  isPrivileged,
  inheritsFrom,
  actions,
}: BuiltInRole) => ({
  id,
  description,
  displayName,
  isBuiltIn: true,
  isEnabled: true,
  isPrivileged: isPrivileged === true,
  resourceScopes: ['/'],
  templateId: id,
  version: '1',
  rolePermissions: [{ allowedResourceActions: actions, condition: null }],
  inheritsPermissionsFrom: inheritsFrom === null ? [] : [{ id: inheritsFrom }],
})

const builtIn = once<ReadonlyMap<string, Entity>>(
  () => new Map(BUILT_IN_ROLES.map((role) => [role.id, definitionOf(role)])),
)
const builtInList = once<readonly Entity[]>(() => [...builtIn().values()])

const PROPERTIES: Readonly<Record<string, Property>> = {
  id: { type: 'String', readOnly: true, filter: 'default' },
  description: { type: 'String', max: 1024 },
  displayName: { type: 'String', required: true, filter: 'default', max: 256 },
  isBuiltIn: { type: 'Boolean', readOnly: true, filter: 'default' },
  isEnabled: { type: 'Boolean', required: true },
  isPrivileged: { type: 'Boolean', readOnly: true, only: 'beta', filter: 'default' },
  resourceScopes: { type: 'String', collection: true },
  templateId: { type: 'String', filter: 'default', max: 64, immutable: true },
  version: { type: 'String', max: 128 },
  rolePermissions: { type: 'Complex', collection: true, required: true },
  inheritsPermissionsFrom: { type: 'Complex', collection: true, readOnly: true },
}
const INHERITED = schemaOf('unifiedRoleDefinition', PROPERTIES)

/**
 * The built-in roles, the same in every tenant, with equal id and templateId (observed); and the tenant's own
 * roles.
 */
export const roleDefinitions = resource({
  segment: 'roleManagement/directory/roleDefinitions',
  type: 'unifiedRoleDefinition',
  source: 'https://learn.microsoft.com/graph/api/resources/unifiedroledefinition',
  provenance: 'observed',
  orRefused: true,
  // Page size: clients read one page and have all roles (observed).
  inOnePage: true,
  expandsMany: true,
  properties: PROPERTIES,
  list: READ_ROLES,
  get: READ_ROLES,
  create: { access: WRITE, complete: (turn, draft) => newCustomRole(turn, draft) },
  update: { access: WRITE, complete: updatedCustomRole },
  delete: { access: WRITE, check: checkBuiltIn, cascade: removeCustomRole },
  navigations: {
    inheritsPermissionsFrom: {
      type: 'unifiedRoleDefinition',
      context: 'roleManagement/directory/roleDefinitions',
      schema: INHERITED,
      access: READ_ROLES,
      expand: true,
      expandOnly: true,
      reach: ({ tenant }, { inheritsPermissionsFrom }) =>
        (Array.isArray(inheritsPermissionsFrom) ? inheritsPermissionsFrom : []).flatMap((one) => {
          const entity = findRoleDefinition(tenant, String(one?.id))
          return entity ? [{ kind: 'roleDefinitions', entity }] : []
        }),
    },
  },
  derived: (view) => {
    const own = view.list('roleDefinitions')
    return own.length === 0 ? builtInList() : [...builtInList(), ...own]
  },
})

/** A built-in role, or one of the tenant's own. */
export const findRoleDefinition = (view: View, id: string): Entity | undefined =>
  builtIn().get(id) ?? view.get('roleDefinitions', id)

/** Roles that can be assigned: all except the three that the directory gives by itself. */
export const isAssignable = ({ id }: Entity): boolean => builtInRole(String(id))?.isAssignable !== false
