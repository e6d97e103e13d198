/**
 * Connectors to the same organization's on-premises servers. There are none, since making one is not
 * emulated.
 * https://learn.microsoft.com/powershell/module/exchange/get-intraorganizationconnector
 */
import { noun } from '../noun.ts'

export default noun({ name: 'IntraOrganizationConnector', verbs: ['Get'] })
