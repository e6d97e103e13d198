/** Every operation that is not a verb of a resource: one line for each family. */
import { pimActions } from '../pim/actions.ts'
import type { Action } from './action.ts'
import { auditActions } from './auditLogs.ts'
import { authenticationActions } from './authentication.ts'
import { credentialActions } from './credentials.ts'
import { deletedItemActions } from './deletedItems.ts'
import { directoryObjectActions } from './directoryObjects.ts'
import { domainActions } from './domains.ts'
import { extensionPropertyActions } from './extensionProperties.ts'
import { groupActions } from './groups.ts'
import { securityDefaultsActions } from './securityDefaults.ts'
import { userActions } from './users.ts'

/** An action may be called with its namespace, as in OData: `microsoft.graph.getMemberGroups`. */
export const ACTIONS: readonly Action[] = [
  ...deletedItemActions,
  ...directoryObjectActions,
  ...userActions,
  ...groupActions,
  ...credentialActions,
  ...domainActions,
  ...extensionPropertyActions,
  ...authenticationActions,
  ...pimActions,
  ...auditActions,
  ...securityDefaultsActions,
].map((one) => (one.method === 'POST' ? { ...one, isFunction: true } : one))
