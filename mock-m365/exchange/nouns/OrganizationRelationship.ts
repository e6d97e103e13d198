/**
 * Organizations with which calendars are shared. There are none, since making one is not emulated.
 * https://learn.microsoft.com/powershell/module/exchange/get-organizationrelationship
 */
import { noun } from '../noun.ts'

export default noun({ name: 'OrganizationRelationship', verbs: ['Get'] })
