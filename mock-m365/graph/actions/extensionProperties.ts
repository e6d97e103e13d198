/** Reads of directory extensions: one definition, and all definitions that the tenant sees. */
import { reading } from '../authorization/access.ts'
import { definitionsSeenBy } from '../directory/directory-extensions.ts'
import { applications } from '../resources/applications.ts'
import { definition, extensionProperties } from '../resources/extensionProperties.ts'
import { answerList } from '../verbs/collection.ts'
import { getByPath } from '../verbs/entities.ts'
import { answerEntity } from '../verbs/operations.ts'
import { type Action, parametersOf } from './action.ts'

const page = (name: string) =>
  ({ source: `https://learn.microsoft.com/graph/api/${name}`, provenance: 'documented' }) as const

/** https://learn.microsoft.com/graph/api/extensionproperty-get */
const READ_ONE = reading(
  [
    'Application.Read.All',
    'Application.ReadWrite.All',
    'Application.ReadWrite.OwnedBy',
    'Directory.ReadWrite.All',
  ],
  ['Application.Read.All', 'Application.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All'],
)

const wanted = parametersOf('getAvailableExtensionProperties', {
  isSyncedFromOnPremises: { type: 'Boolean' },
})
const { schema } = extensionProperties

export const extensionPropertyActions: readonly Action[] = [
  {
    method: 'GET',
    path: 'applications/{id}/extensionProperties/{id}',
    access: READ_ONE,
    alternateKeys: ['appId', 'uniqueName'],
    ...page('extensionproperty-get'),
    run: (turn) => {
      const application = getByPath(turn, applications)
      return answerEntity(turn, extensionProperties, definition(turn, application, turn.keys[1]?.value ?? ''))
    },
  },
  {
    method: 'POST',
    path: 'directoryObjects/getAvailableExtensionProperties',
    access: reading(['Directory.Read.All']),
    ...page('directoryobject-getavailableextensionproperties'),
    run: (turn) => {
      const { isSyncedFromOnPremises } = wanted(turn)
      const rows = definitionsSeenBy(turn.tenant, turn.cloud.tenants.values()).filter(
        (one) =>
          typeof isSyncedFromOnPremises !== 'boolean' ||
          one.isSyncedFromOnPremises === isSyncedFromOnPremises,
      )
      const annotation = '#microsoft.graph.extensionProperty'
      const context = 'Collection(extensionProperty)'
      return answerList(turn, {
        schema,
        context,
        cost: 1,
        rows: () => rows,
        typeOf: () => ({ schema, annotation }),
      })
    },
  },
]
