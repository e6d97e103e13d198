/**
 * Organizations with which calendars are shared: none until one is made, which is not emulated.
 * https://learn.microsoft.com/powershell/module/exchange/get-organizationrelationship
 */
import { noun } from '../noun.ts'

export default noun({ name: 'OrganizationRelationship', verbs: ['Get'] })
