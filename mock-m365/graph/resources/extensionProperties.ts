import type { Entity } from '../../base.ts'
import { READ_APPLICATIONS } from '../applications/application-rules.ts'
import { checkOwnedByOnly } from '../applications/owners.ts'
import { writing } from '../authorization/access.ts'
import { DATA_TYPES } from '../directory/directory-extensions.ts'
import { DIRECTORY_OBJECT } from '../directory/directory-object.ts'
import { idOf } from '../verbs/entities.ts'
import { type Body, type Navigation, resource } from '../verbs/resource.ts'
import { resourceNotFound, valueInvalid, valueTaken } from '../wire/errors.ts'
import type { Turn } from '../wire/turn.ts'

/** Properties that an application adds to directory objects; reached from the application only. */
export const extensionProperties = resource({
  segment: 'extensionProperties',
  type: 'extensionProperty',
  source: 'https://learn.microsoft.com/graph/api/resources/extensionproperty',
  provenance: 'documented',
  properties: {
    ...DIRECTORY_OBJECT,
    appDisplayName: { type: 'String', readOnly: true },
    dataType: { type: 'String', required: true, values: Object.keys(DATA_TYPES) },
    isMultiValued: { type: 'Boolean', initial: false },
    isSyncedFromOnPremises: { type: 'Boolean', readOnly: true },
    name: { type: 'String', required: true, max: 120 },
    targetObjects: {
      type: 'String',
      collection: true,
      required: true,
      values: ['User', 'Group', 'Organization', 'Device', 'Application', 'AdministrativeUnit'],
    },
  },
})

/** `/applications/{id}/extensionProperties` */
export const extensionsOfApplication: Navigation = {
  type: 'extensionProperty',
  context: 'extensionProperties',
  schema: extensionProperties.schema,
  access: READ_APPLICATIONS,
  expand: true,
  reach: ({ tenant }, application) =>
    tenant
      .find('extensionProperties', 'applicationId', application.id)
      .map((entity) => ({ kind: 'extensionProperties', entity })),
  items: {
    access: writing(
      ['Application.ReadWrite.OwnedBy', 'Application.ReadWrite.All', 'Directory.ReadWrite.All'],
      ['applications/extensionProperties/update'],
      ['Application.ReadWrite.All', 'Directory.ReadWrite.All'],
    ),
    resource: extensionProperties,
    create: define,
    remove: (turn, application, id) => {
      checkOwnedByOnly(turn, 'applications', application)
      turn.tenant.commit(
        turn.write,
        'extensionProperties',
        idOf(definition(turn, application, id)),
        undefined,
      )
    },
  },
}

/** @throws GraphError 404 where the application has no extension of that id */
export function definition({ tenant }: Turn, application: Entity, id: string): Entity {
  const found = tenant.get('extensionProperties', id.toLowerCase())
  if (!found || found.applicationId !== application.id) throw resourceNotFound(id)
  return found
}

/** https://learn.microsoft.com/graph/api/application-post-extensionproperty — texts of the refusals are inferred. */
function define(turn: Turn, application: Entity, { values }: Body): Entity {
  checkOwnedByOnly(turn, 'applications', application)
  const { tenant, cloud, write } = turn
  const { dataType, isMultiValued = false, targetObjects } = values
  if (!/^[A-Za-z_]\w*$/.test(String(values.name))) throw valueInvalid('name', 'ExtensionProperty')
  if (!Array.isArray(targetObjects) || targetObjects.length === 0)
    throw valueInvalid('targetObjects', 'ExtensionProperty')
  const name = `extension_${String(application.appId).replaceAll('-', '')}_${values.name}`
  if (tenant.find('extensionProperties', 'name', name).length > 0) throw valueTaken('name')
  const made: Entity = {
    id: cloud.ids.uuid(),
    deletedDateTime: null,
    appDisplayName: application.displayName ?? '',
    dataType,
    isMultiValued,
    isSyncedFromOnPremises: false,
    name,
    targetObjects: [...new Set(targetObjects)],
    appId: application.appId,
    applicationId: application.id,
  }
  tenant.commit(write, 'extensionProperties', idOf(made), made)
  return made
}
