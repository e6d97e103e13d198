/**
 * What users may share of their calendars with people outside. Object observed in a published export; the
 * domains of the default one are inferred from administrators' published answers.
 * https://learn.microsoft.com/powershell/module/exchange/get-sharingpolicy
 */
import { directoryTail, type Placement, withStanding } from '../directory-object.ts'
import { noun } from '../noun.ts'

const KIND = 'SharingPolicy'
const NAME = 'Default Sharing Policy'
const PLACE: Placement = {
  container: 'CN=Federation,',
  above: 'CN=Configuration',
  category: 'ms-Exch-Sharing-Policy',
  objectClass: 'msExchSharingPolicy',
  version: '0.10 (14.0.100.0)',
}

export default noun({
  name: KIND,
  verbs: ['Get'],
  present: (view) =>
    withStanding(view, KIND, NAME, (origin) => ({
      Domains: ['Anonymous:CalendarSharingFreeBusyReviewer', '*:CalendarSharingFreeBusySimple'],
      Enabled: true,
      Default: true,
      ...directoryTail(origin, NAME, PLACE),
    })),
})
