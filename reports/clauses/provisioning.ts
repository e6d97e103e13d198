/** PI: provisioning, or granting access, in inline mode. */
import { type Clause, documented, inferred, observed, proposed } from './clause.ts'

export const provisioning: readonly Clause[] = [
  documented(
    'PI-01',
    ['grant guide', 'provisioning guide'],
    'The first consent makes the app; nothing else is made before it.',
  ),
  documented(
    'PI-02',
    ['grant guide', 'provisioning guide'],
    'The console shows the app id that Microsoft Entra ID shows.',
  ),
  inferred(
    'PI-03',
    ['grant guide', 'provisioning guide'],
    'No Exchange object is made until the Exchange Administrator role is actively assigned to the app.',
  ),
  documented(
    'PI-04',
    ['grant guide'],
    'Without Privileged Identity Management a plain assignment of the role is enough.',
  ),
  documented(
    'PI-05',
    ['grant guide'],
    'With Privileged Identity Management an active assignment with a justification is enough.',
  ),
  inferred('PI-06', ['grant guide'], 'An eligible assignment is not enough: the grant makes no object.'),
  proposed(
    'PI-07',
    [],
    'A grant that fails because the role is missing leaves no rule, connector, group or allow entry.',
  ),
  documented(
    'PI-08',
    ['PIM guide', 'grant guide'],
    'An administrator of Exchange only cannot assign the role, although the grant guide says so.',
  ),
  documented(
    'PI-09',
    ['grant guide', 'provisioning guide'],
    'The second consent lets the app read users and domains; the later guide adds mailboxes.',
  ),
  documented(
    'PI-10',
    ['permission table'],
    'The permissions of the inline app include Domain.Read.All, User.Read and Exchange.ManageAsApp.',
  ),
  documented(
    'PI-11',
    ['provisioning guide', 'grant guide'],
    'The earlier console asks for Verify and Submit before objects are made; the later one does not.',
  ),
  inferred(
    'PI-12',
    ['grant guide', 'provisioning guide'],
    'Without the second consent the grant does not succeed.',
  ),
  documented(
    'PI-13',
    ['object table', 'changes table'],
    'After a grant the TMCAS rules are exactly the six published ones.',
  ),
  documented(
    'PI-14',
    ['object table'],
    'After a grant the TMCAS connectors are exactly the four published ones.',
  ),
  documented(
    'PI-15',
    ['object table', 'changes table'],
    'After a grant the two virtual groups exist once each, as Microsoft 365 groups.',
  ),
  documented('PI-16', ['object table'], 'All twelve names are the published ones, byte for byte.'),
  documented(
    'PI-17',
    ['object table'],
    'The two connectors called Outbound are of Outbound type, the two called Inbound of Inbound type.',
  ),
  inferred(
    'PI-18',
    ['object table', 'pre-release connectors'],
    'Rules for incoming mail route through the outbound connector for incoming messages, rules for outgoing mail through the one for outgoing messages.',
  ),
  documented(
    'PI-19',
    ['pre-release connectors'],
    'Outbound connectors are used only where a transport rule names them.',
  ),
  documented(
    'PI-20',
    ['pre-release connectors'],
    'Outbound connectors use a smart host with an id of the tenant under the host name of the site, never MX records.',
  ),
  documented(
    'PI-21',
    ['pre-release connectors'],
    'Outbound connectors require TLS with a certificate of a trusted authority.',
  ),
  documented(
    'PI-22',
    ['pre-release connectors'],
    'All four connectors are enabled when they have been made.',
  ),
  documented(
    'PI-23',
    ['pre-release connectors'],
    'A connector that Microsoft has not validated does not fail the grant.',
  ),
  documented(
    'PI-24',
    ['pre-release connectors', 'public mail headers'],
    'The inbound connector for outgoing messages is of OnPremises type and lets mail go on to outside recipients.',
  ),
  observed('PI-25', ['public mail headers'], 'Inbound connectors carry no cross-premises headers.'),
  proposed('PI-26', [], 'No connector makes Exchange Online refuse mail that comes straight from elsewhere.'),
  documented('PI-27', ['object table'], 'Every rerouting rule holds the addresses of the site.'),
  inferred(
    'PI-28',
    ['object table'],
    'Inbound mail that comes back from the site bypasses the spam filter (SCL -1).',
  ),
  inferred(
    'PI-29',
    ['object table'],
    'Marked inbound mail that comes back goes to Junk, in either order of the two rules for it.',
  ),
  documented('PI-30', ['object table'], 'Outbound protection has no skip-spam and no junk rule.'),
  documented(
    'PI-31',
    ['object table'],
    'The domain pair of the site is allowed exactly once, for any spoofed user.',
  ),
  inferred('PI-32', ['object table'], 'No domain pair of another site is allowed.'),
  documented(
    'PI-33',
    ['object table'],
    'The IP Allow List holds all addresses of the site as published, ranges as ranges.',
  ),
  inferred(
    'PI-34',
    ['connection filter guide'],
    'Apart from the addresses of the site, the IP Allow List is what the customer had before.',
  ),
  proposed('PI-35', [], 'An address that the customer had listed already is not listed twice.'),
  documented(
    'PI-36',
    ['object table'],
    'Singapore adds 6 entries to the IP Allow List, every other site 10.',
  ),
  documented(
    'PI-37',
    ['questions and answers'],
    'The site is that of the licence; a tenant cannot choose it.',
  ),
  proposed(
    'PI-38',
    ['connection filter guide'],
    'If the IP Allow List would exceed 1273 entries, the grant fails and leaves nothing.',
  ),
  proposed(
    'PI-39',
    ['spoof allow guide'],
    'If there are 1024 spoof entries already, the grant fails and leaves nothing.',
  ),
  documented(
    'PI-40',
    ['failed grant article'],
    'With too few free transport rules the grant does not succeed, and says why.',
  ),
  documented(
    'PI-41',
    ['failed grant article', 'inbound connector cmdlet'],
    'In a developer subscription the grant fails at the inbound connector.',
  ),
  documented(
    'PI-42',
    ['failed grant article'],
    'If TMCAS rules or connectors exist already, the grant is refused and does not touch them.',
  ),
  documented(
    'PI-43',
    ['failed grant article'],
    'A tenant that another site serves is refused until access is revoked there.',
  ),
  proposed(
    'PI-44',
    ['inbound connector questions'],
    'An inbound connector that Microsoft creates disabled is not a success.',
  ),
  proposed(
    'PI-45',
    [],
    'A failed grant that is repeated after its cause is gone ends like a grant that succeeded at once.',
  ),
  inferred(
    'PI-46',
    ['object table'],
    "The customer's own rules, connectors, groups and policies are the same before and after.",
  ),
  documented(
    'PI-47',
    ['privacy page', 'actions page'],
    'Inline mode makes no mailbox folder; quarantined mail stays with the product.',
  ),
  documented(
    'PI-48',
    ['grant guide', 'changes table'],
    'The grant synchronizes users, groups, verified domains and MX records.',
  ),
  documented(
    'PI-49',
    ['grant guide', 'service status'],
    'The policy chosen for the grant is enabled when the grant is complete.',
  ),
  proposed('PI-50', [], 'No rerouting rule is enabled while it has no targets.'),
  documented('PI-51', ['protection modes'], 'No MX record is changed, and none has to be.'),
  documented(
    'PI-52',
    ['grant guide', 'changes table'],
    'The app is called Trend Micro Cloud App Security in both generations of the product.',
  ),
  documented(
    'PI-53',
    ['protection modes'],
    'Without the licence for e-mail inline access cannot be granted.',
  ),
]
