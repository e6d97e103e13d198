/** DP: deprovisioning, or revoking access. */
import { type Clause, documented, inferred, notTestable, proposed } from './clause.ts'

export const deprovisioning: readonly Clause[] = [
  documented('DP-01', ['changes table'], 'The daily synchronization stops.'),
  documented('DP-02', ['changes table'], 'Scheduled reports stop.'),
  documented('DP-03', ['changes table'], 'Both virtual groups are removed.'),
  documented('DP-04', ['changes table'], 'The four rerouting rules are removed.'),
  inferred('DP-05', ['changes table'], 'The two connectors of Outbound type are removed.'),
  documented(
    'DP-06',
    ['changes table'],
    'The skip-spam rule, the junk rule and the two connectors of Inbound type remain.',
  ),
  documented('DP-07', ['changes table'], 'The domain pair and the addresses remain.'),
  documented('DP-08', ['changes table'], 'The app remains.'),
  inferred(
    'DP-09',
    ['changes table'],
    'If the connectors of the outgoing direction are removed instead, one connector remains for ever: this is detected.',
  ),
  proposed('DP-10', [], 'Rerouting rules are removed before the connectors and groups that they name.'),
  inferred(
    'DP-11',
    ['Gmail changes'],
    'No mail is lost meanwhile: what is on its way back is still accepted.',
  ),
  proposed('DP-12', [], "The customer's own objects, addresses and spoof entries are untouched."),
  documented('DP-13', ['removal guide'], 'Removal needs Global Administrator privileges and asks for them.'),
  documented(
    'DP-14',
    ['removal guide'],
    'After success the account is gone from the list; after failure it stays, and can be removed by force.',
  ),
  documented(
    'DP-15',
    ['removal guide'],
    "Removal by force deletes the product's own data and calls the tenant never.",
  ),
  documented(
    'DP-16',
    ['removal guide'],
    'The progress screen names the steps, the state of each, and the time left.',
  ),
  documented(
    'DP-17',
    ['changes table', 'API changes table'],
    'Inline mode advises to check the quarantine first, API mode to delete its logs.',
  ),
  documented(
    'DP-18',
    ['API changes table'],
    'In API mode the quarantine folders are removed, and nothing else in Exchange Online.',
  ),
  notTestable(
    documented(
      'DP-19',
      ['removal guide'],
      'Without the account of API mode the product’s APIs for threat investigation, mitigation and remediation fail.',
    ),
    'These three APIs are services of the vendor’s own cloud. Neither the product here nor the mock serves them, so no call to them can succeed or fail.',
  ),
  inferred('DP-20', ['protection modes'], 'Removing one mode leaves the other working.'),
  proposed('DP-21', [], 'A removal that was interrupted can be repeated to the same end.'),
  documented(
    'DP-22',
    ['licence article', 'changes overview'],
    'When the licence has expired the same removal happens by itself.',
  ),
  inferred('DP-23', ['removal guide'], 'Afterwards the product calls the tenant no more.'),
  proposed('DP-24', [], 'Policies for the service are removed from the product.'),
  inferred(
    'DP-25',
    ['failed grant article', 'changes table'],
    'A new grant before the manual cleanup is refused.',
  ),
]
