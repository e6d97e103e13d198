/**
 * Rules that copy mail to an archive. There are none, since making one is not emulated.
 * https://learn.microsoft.com/powershell/module/exchange/get-journalrule
 */
import { noun } from '../noun.ts'

export default noun({ name: 'JournalRule', verbs: ['Get'] })
