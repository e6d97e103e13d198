/**
 * Settings that come with a licence of Defender for Office 365: a tenant has those in its export.
 * https://learn.microsoft.com/powershell/module/exchange/get-atppolicyforo365
 */
import { noun } from '../noun.ts'

export default noun({ name: 'AtpPolicyForO365', verbs: ['Get'] })
