/** PT: what a change of policy targets does. */
import { type Clause, documented, inferred, proposed } from './clause.ts'

export const policyTargets: readonly Clause[] = [
  documented(
    'PT-01',
    ['changes table', 'object table'],
    'A user in an enabled inbound policy is in the incoming virtual group, and not in the outgoing one for that reason.',
  ),
  documented(
    'PT-02',
    ['changes table'],
    'A user that no policy names any more leaves the incoming virtual group.',
  ),
  documented(
    'PT-03',
    ['changes table', 'object table'],
    'The same holds for outbound policies and the outgoing virtual group.',
  ),
  documented('PT-04', ['object table'], 'Target domains change the domain rules and no group.'),
  inferred(
    'PT-05',
    ['object table'],
    'A targeted group means its members, nested ones included (nesting proposed).',
  ),
  inferred(
    'PT-06',
    ['policy guide'],
    'Disabling a policy removes its targets; enabling it again brings them back.',
  ),
  documented(
    'PT-07',
    ['policy guide'],
    'An inline policy has target domains, or users and groups, never both.',
  ),
  inferred('PT-08', ['API changes table'], 'A policy of API mode changes no object in Exchange Online.'),
  inferred('PT-09', ['actions page'], 'A policy of one direction changes no object of the other.'),
  documented('PT-10', ['DLP guide'], 'There is no data loss prevention policy for inline inbound mail.'),
  proposed(
    'PT-11',
    [],
    'The members of the virtual groups depend only on the enabled policies and the synchronized directory.',
  ),
  proposed('PT-12', [], 'The order of policy changes does not matter to the outcome.'),
  inferred('PT-13', ['policy list guide'], 'A change of priority alone protects nobody more or less.'),
  documented(
    'PT-14',
    ['policy guide', 'policy list guide'],
    'A priority outside 1 to 99999 is refused; the default policies stay last.',
  ),
  documented('PT-15', ['policy list guide'], 'The default policy has all targets.'),
  proposed(
    'PT-16',
    ['inline settings'],
    'Switching a direction off stops its routing and keeps the rest; switching it on restores its targets.',
  ),
  documented('PT-17', ['policy list guide'], 'Policies exist only for services with access.'),
]
