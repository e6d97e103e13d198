/** MC: manual cleanup. */
import { type Clause, documented, inferred, notTestable, proposed } from './clause.ts'

export const cleanup: readonly Clause[] = [
  documented('MC-01', ['changes table'], 'The app is removed from Microsoft Entra ID.'),
  documented('MC-02', ['changes table'], 'The domain pair is removed, with all its items.'),
  documented('MC-03', ['changes table'], 'All addresses of the site leave the IP Allow List, and no others.'),
  documented('MC-04', ['changes table'], 'The skip-spam rule and the junk rule are deleted.'),
  documented('MC-05', ['changes table'], 'The two connectors of Inbound type are deleted.'),
  inferred('MC-06', ['changes table'], 'Afterwards no object has a name that begins with TMCAS.'),
  inferred(
    'MC-07',
    ['changes table'],
    'Afterwards the tenant is as it was before the grant, except for time stamps and deleted items.',
  ),
  proposed('MC-08', [], 'A cleanup before the deprovisioning is recognised as unsafe.'),
  inferred('MC-09', ['changes table'], 'An administrator can still remove the rest when the app is gone.'),
  proposed('MC-10', [], 'An address of the site that the customer had listed before the grant stays.'),
  proposed('MC-11', [], 'A second cleanup changes nothing.'),
  inferred('MC-12', ['failed grant article'], 'After the cleanup a new grant succeeds.'),
  inferred(
    'MC-13',
    ['permission table'],
    'If another service uses an app of the same name, only the inline one is removed.',
  ),
  notTestable(
    documented(
      'MC-14',
      ['API changes table'],
      'After API mode the service accounts are removed from the list of users, and the add-in is removed.',
    ),
    'Only accounts of the former kind, which signed in with a user’s password, made such users and an add-in. A grant by consent makes neither, so a tenant here has none to remove.',
  ),
  proposed('MC-15', ['deleted items reference'], 'Removed groups among the deleted items count as removed.'),
]
