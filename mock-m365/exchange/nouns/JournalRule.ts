/**
 * Whose mail is copied to an archive: none until a rule is made, which is not emulated.
 * https://learn.microsoft.com/powershell/module/exchange/get-journalrule
 */
import { noun } from '../noun.ts'

export default noun({ name: 'JournalRule', verbs: ['Get'] })
