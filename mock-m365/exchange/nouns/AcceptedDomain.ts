/** https://learn.microsoft.com/powershell/module/exchange/get-accepteddomain — the domains themselves change through Graph. */
import { noun } from '../noun.ts'

export default noun({ name: 'AcceptedDomain', verbs: ['Get'], resultSize: true })
