/**
 * Connectors to the same organization's servers on premises: none until one is made, which is not emulated.
 * https://learn.microsoft.com/powershell/module/exchange/get-intraorganizationconnector
 */
import { noun } from '../noun.ts'

export default noun({ name: 'IntraOrganizationConnector', verbs: ['Get'] })
