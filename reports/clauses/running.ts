/** RU: the service while it runs. */
import { type Clause, documented, inferred, observed, proposed } from './clause.ts'

export const running: readonly Clause[] = [
  documented('RU-01', ['changes table'], 'The access token is refreshed every hour.'),
  inferred('RU-02', ['changes table'], 'No call is made with an expired token between two refreshes.'),
  inferred('RU-03', ['changes table'], 'A refresh changes no object in Exchange Online.'),
  documented(
    'RU-04',
    ['API changes table'],
    'In API mode a mailbox gets the hidden quarantine folder with its first quarantined item, and not before.',
  ),
  observed(
    'RU-05',
    ['public mail headers'],
    "Outbound mail carries the loop header with the tenant's id, which stays the same.",
  ),
  observed(
    'RU-06',
    ['Gmail routing guide', 'object table', 'public mail headers'],
    'Mail that comes back from the product is not sent to it again.',
  ),
  documented('RU-07', ['questions and answers'], 'Mail within the organization is not sent to the product.'),
  documented('RU-08', ['object table'], 'Inbound mail for others than the targets is delivered directly.'),
  documented('RU-09', ['object table'], 'Outbound mail of others than the targets is delivered directly.'),
  proposed(
    'RU-10',
    ['object table'],
    'An object of the product that an administrator edits or deletes is reported and put back.',
  ),
  documented(
    'RU-11',
    ['object table', 'public mail headers'],
    'Returned mail comes only from the addresses of its direction at the site.',
  ),
]
