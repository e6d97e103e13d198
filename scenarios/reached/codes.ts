import type { Family } from './family.ts'

/** What the product says where something real stands in its way, or where it has undone something. */
const SAID: Readonly<Record<string, string>> = {
  'name exists': 'an object of the customer’s has one of the product’s names',
  'alias exists': 'another recipient of the customer’s has the alias of one of the product’s groups',
  'former account stands': 'the former account for outgoing mail stands in the way',
  'too many rules': 'the list of transport rules is full',
  'too many allowed addresses': 'the IP Allow List is full',
  'too many spoofed senders': 'the list of spoofed senders is full',
  'organization dehydrated': 'the organization has not been opened to customization',
  'role eligible only': 'the application is only eligible for its role',
  'role scheduled': 'the role begins later',
  'role expired': 'the role has ended',
  'role of another application': 'another application of the same name has the role',
  'grant taken back': 'a grant that fails for good takes back what it has made',
  'left undone': 'a stage tells what is left, and why',
  'removed by force': 'the data of an account is removed by force',
  'token invalid': 'the service does not let the product in any more',
  'token recreated': 'an access token that was invalid is recreated',
  upgraded: 'an account for incoming mail protects outgoing mail, too',
}

export const codes: Family = {
  properties: Object.entries(SAID).map(([code, statement]) => ({ name: `said: ${code}`, statement })),
  at: ({ result: { code } }) => (code === undefined ? [] : [`said: ${code}`]),
}
