/** GA: granting access in API mode. */
import { type Clause, documented, inferred } from './clause.ts'

export const apiGrant: readonly Clause[] = [
  documented(
    'GA-01',
    ['API grant guide', 'ways to grant access'],
    'A grant starts at Service Status on the Dashboard or at Add on the Service Account screen; both end alike.',
  ),
  documented(
    'GA-02',
    ['API grant guide', 'classic API grant guide'],
    'The later console asks what to synchronize before the consent, the earlier one after it.',
  ),
  documented(
    'GA-03',
    ['API grant guide'],
    'The consent needs a Global Administrator; by anybody else it leaves no account and no app (second half inferred).',
  ),
  documented(
    'GA-04',
    ['permission table'],
    'After the consent the app has Directory.Read.All, Group.Read.All, Mail.ReadWrite, Member.Read.Hidden and User.Read, and no other.',
  ),
  inferred(
    'GA-05',
    ['API grant guide'],
    'A consent that is declined ends the grant; nothing in the tenant has changed.',
  ),
  documented(
    'GA-06',
    ['API changes table'],
    'A grant in API mode makes no rule, connector, group, spoof entry or allowed address.',
  ),
  documented('GA-07', ['API changes table'], 'A grant in API mode makes no folder in a mailbox.'),
  inferred('GA-08', ['API grant guide'], 'A grant in API mode needs no directory role for the app.'),
  documented(
    'GA-09',
    ['API grant guide', 'synchronized data'],
    'If all targets were chosen, every user, group and mailbox is known after the grant, with the published attributes.',
  ),
  documented(
    'GA-10',
    ['API grant guide'],
    'If users were selected, only the selected ones are known after the grant.',
  ),
  documented(
    'GA-11',
    ['API grant guide', 'classic API grant guide'],
    'A search by user takes a whole user principal name; a part of one finds nobody.',
  ),
  documented(
    'GA-12',
    ['API grant guide'],
    'A search by group needs at least three characters, and finds names that begin with them (second half inferred).',
  ),
  inferred(
    'GA-13',
    ['API grant guide'],
    'Members of a group that was found are selected one by one; the group itself is not.',
  ),
  documented(
    'GA-14',
    ['API grant guide', 'classic API grant guide'],
    'A hundred users can be selected; one more is refused.',
  ),
  documented(
    'GA-15',
    ['API grant guide', 'classic API grant guide'],
    'A selected user can be taken out again before the selection is submitted.',
  ),
  documented(
    'GA-16',
    ['classic API grant guide', 'API grant guide'],
    'The earlier console wants one choice of targets for Exchange Online, SharePoint Online and OneDrive; the later one does not (second half inferred).',
  ),
  documented(
    'GA-17',
    ['API grant guide'],
    'The policy chosen for the grant is enabled when the grant is complete, and not before.',
  ),
  documented(
    'GA-18',
    ['service account guide'],
    'A service that has access in the organization cannot be granted access again.',
  ),
  documented(
    'GA-19',
    ['organization guide', 'several tenants guide'],
    'A tenant of one organization cannot be granted under another one.',
  ),
  documented(
    'GA-20',
    ['account errors'],
    'A tenant of another licence account is refused in the published words, and nothing has changed.',
  ),
  documented(
    'GA-21',
    ['service account guide'],
    'After the grant the tenant’s name stands beside its organization.',
  ),
  documented(
    'GA-22',
    ['protection modes', 'ways to grant access'],
    'Either mode can be granted without the other, and both can stand side by side.',
  ),
]
