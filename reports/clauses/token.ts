/** TK: when the access token becomes invalid. */
import { type Clause, documented, inferred, proposed } from './clause.ts'

export const token: readonly Clause[] = [
  documented('TK-01', ['grant guide'], 'An invalid token is announced on the Dashboard.'),
  documented('TK-02', ['notification guide'], 'One e-mail goes to the recipients of system notifications.'),
  documented('TK-03', ['notification guide'], 'By default that is the licence account.'),
  documented('TK-04', ['token article'], 'The profile of 2023-08 sends no e-mail for Exchange Online.'),
  documented(
    'TK-05',
    ['token article'],
    'The message names account, organization and service, and where to act.',
  ),
  inferred(
    'TK-06',
    ['token article'],
    'While the token is invalid nothing is synchronized or written, and Exchange objects stay.',
  ),
  documented(
    'TK-07',
    ['service account guide'],
    'Recreating the token by a Global Administrator makes it valid.',
  ),
  documented('TK-08', ['service account guide'], 'Recreating it by anybody else fails and changes nothing.'),
  documented('TK-09', ['service account guide'], 'A valid token may be recreated too.'),
  proposed('TK-10', [], 'Recreating the token makes no object a second time.'),
  documented(
    'TK-11',
    ['licence article'],
    'The administrator who consented may lose the role without effect on the token.',
  ),
  proposed(
    'TK-12',
    [],
    'Loss of consent, app or role is noticed at the next refresh or write at the latest.',
  ),
  proposed('TK-13', [], 'A synchronization that was missed meanwhile is made up for.'),
  proposed('TK-14', [], 'One incident sends one e-mail, however often it is seen.'),
]
