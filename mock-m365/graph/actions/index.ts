/** Every operation that is no verb of a resource: one line each family. */
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

/** An action may be called with its namespace before it, as OData has it: `microsoft.graph.getMemberGroups`. */
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
