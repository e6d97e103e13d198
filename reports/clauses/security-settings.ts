/** VS: the check of related security settings before a grant. */
import { type Clause, documented, inferred, proposed } from './clause.ts'

export const securitySettings: readonly Clause[] = [
  documented(
    'VS-01',
    ['security settings guide'],
    'With SPF hard fail on in the default anti-spam policy the check fails.',
  ),
  documented('VS-02', ['security settings guide'], 'With SPF hard fail off it passes.'),
  proposed('VS-03', [], 'SPF hard fail in another policy is a warning.'),
  documented(
    'VS-04',
    ['security settings guide'],
    'An own rule that admits mail by address and lacks an address of the site fails the check; the missing ones are named.',
  ),
  documented('VS-05', ['security settings guide'], 'Addresses of both directions are required there.'),
  proposed('VS-06', [], 'Disabled rules are not looked at.'),
  proposed('VS-07', [], 'A wider range that holds an address of the site counts as listing it.'),
  inferred('VS-08', ['security settings guide'], 'The check writes nothing.'),
  inferred(
    'VS-09',
    ['security settings guide'],
    'A grant does not depend on the check; its report shows the result.',
  ),
  documented(
    'VS-10',
    ['questions and answers'],
    "A domain with an SPF record that lacks the product's servers gets advice, and does not fail.",
  ),
]
