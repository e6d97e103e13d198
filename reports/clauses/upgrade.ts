/** UP: from inbound protection alone to both directions. */
import { type Clause, documented, inferred, proposed } from './clause.ts'

export const upgrade: readonly Clause[] = [
  documented(
    'UP-01',
    ['grant guide', 'provisioning guide'],
    'The upgrade is offered only to an account with inbound protection alone.',
  ),
  inferred('UP-02', ['grant guide', 'provisioning guide'], 'It ends as a grant of both directions does.'),
  proposed('UP-03', [], 'Objects of inbound protection keep their ids, members and state.'),
  proposed('UP-04', [], 'No second app is made.'),
  proposed(
    'UP-05',
    [],
    'An upgrade that fails leaves inbound protection working and no object of outbound protection.',
  ),
  inferred('UP-06', ['grant guide'], 'A second upgrade changes nothing.'),
  proposed('UP-07', [], 'An account from before the allow lists gets pair and addresses at the upgrade.'),
  documented(
    'UP-08',
    ['provisioning guide'],
    'An account of the former outbound feature alone must go before inline access is granted; beside inbound protection it is migrated.',
  ),
]
