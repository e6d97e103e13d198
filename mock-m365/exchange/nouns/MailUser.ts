/**
 * https://learn.microsoft.com/powershell/module/exchange/get-mailuser — people with an account here and a
 * mailbox elsewhere.
 */
import { noun } from '../noun.ts'
import { mailUserObject } from '../recipients/contact.ts'
import { LISTING_PARAMETERS, type Listing, listed } from '../recipients/listing.ts'
import { each, FLAG } from '../recipients/parameters.ts'
import { NO_TYPES } from '../recipients/types.ts'

const TYPES: ReadonlySet<string> = new Set(['MailUser', 'GuestMailUser'])
/** Switches for mail users that the mock does not have. */
const ABSENT = ['HVEAccount', 'SharedWithMailUser', 'SoftDeletedMailUser']

const LISTING: Listing = {
  kinds: ['users'],
  types: (bound) => (ABSENT.some((name) => bound[name] === true) ? NO_TYPES : TYPES),
  object: mailUserObject,
  sorts: ['Name', 'DisplayName', 'Alias'],
}

export default noun({
  name: 'MailUser',
  verbs: [],
  odd: {
    'Get-MailUser': {
      parameters: { ...LISTING_PARAMETERS, ...each(ABSENT.join(' '), FLAG) },
      run: (invocation) => listed(LISTING, invocation),
    },
  },
})
