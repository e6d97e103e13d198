/** IV: what holds across all stages. */
import { type Clause, documented, inferred, proposed } from './clause.ts'

export const crossStage: readonly Clause[] = [
  inferred(
    'IV-01',
    ['changes table'],
    'Each of the twelve objects, the pair, the addresses and the app is made in one stage and removed in one.',
  ),
  proposed('IV-02', [], 'What a rule names exists at any time, and a connector that it names is enabled.'),
  inferred(
    'IV-03',
    ['object table'],
    'The IP Allow List holds the addresses of the own site, all or none, and of no other.',
  ),
  inferred('IV-04', ['object table'], 'There is one domain pair or none.'),
  proposed(
    'IV-05',
    [],
    'An account goes from nothing to granted, revoked and cleaned in this order; a failure leads back or is recorded.',
  ),
  inferred('IV-06', ['changes table'], 'Nothing is written but the documented objects.'),
  inferred(
    'IV-07',
    ['grant guide', 'provisioning guide'],
    'The app writes as itself; consent, role and cleanup are done by people.',
  ),
  documented(
    'IV-08',
    ['app-only guide'],
    'Groups are made and removed through Microsoft Graph, since the cmdlets refuse an app.',
  ),
  documented(
    'IV-09',
    ['object table'],
    'Tenants of different sites share no domain pair and no addresses. Tenants of one site share both, but not the loop id.',
  ),
  proposed('IV-10', [], 'A stage that is run twice ends as one that was run once.'),
]
