/** How the product hears of mail. No page names it; that it is by subscriptions of Microsoft Graph is proposed. */
import type { DocumentedChange } from '../../documented-change.ts'

const PROPOSED = {
  column: 'Other Changes',
  source: 'consequence',
  mark: 'proposed',
  page: 'permission table',
} as const

const isSubscription = ({ kind }: { readonly kind: string }): boolean => kind === 'subscriptions'

export const SUBSCRIBES: DocumentedChange = {
  id: 'api-provisioning/subscriptions',
  statement: 'The product subscribes to the mail of the mailboxes that the chosen policy protects.',
  stage: 'provisioning',
  ...PROPOSED,
  clauses: ['GA-17'],
  matches: (change) => isSubscription(change) && change.before === null,
}

export const KEEPS_SUBSCRIPTIONS: DocumentedChange = {
  id: 'api-running/subscriptions',
  statement: 'Subscriptions are renewed before they end, and follow the policies.',
  stage: 'service running',
  ...PROPOSED,
  clauses: ['RU-04'],
  matches: isSubscription,
}

export const ENDS_SUBSCRIPTIONS: DocumentedChange = {
  id: 'api-deprovisioning/subscriptions',
  statement: 'The subscriptions end.',
  stage: 'deprovisioning',
  ...PROPOSED,
  clauses: ['DP-23'],
  matches: (change) => isSubscription(change) && change.after === null,
}
