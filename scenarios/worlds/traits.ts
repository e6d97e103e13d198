/** The traits of drawn tenants: one line each, in the order in which they are made. */
import { administrators } from './directory/administrators.ts'
import { conditionalAccess } from './directory/conditional-access.ts'
import { domains } from './directory/domains.ts'
import { dynamicGroups } from './directory/dynamic-groups.ts'
import { formerEmployees } from './directory/former-employees.ts'
import { guests } from './directory/guests.ts'
import { largeGroup } from './directory/large-group.ts'
import { listsAndContacts } from './directory/lists-and-contacts.ts'
import { manyDomains } from './directory/many-domains.ts'
import { nestedGroups } from './directory/nested-groups.ts'
import { oddNames } from './directory/odd-names.ts'
import { premiumP2 } from './directory/premium-p2.ts'
import { sharedMailboxes } from './directory/shared-mailboxes.ts'
import { groupsInTheBin } from './leftovers/groups-in-the-bin.ts'
import { leftoverApplication } from './leftovers/leftover-application.ts'
import { leftoverObjects } from './leftovers/leftover-objects.ts'
import { namesakeApplication } from './leftovers/namesake-application.ts'
import { siteAllowed } from './leftovers/site-allowed.ts'
import { disclaimers } from './mail-flow/disclaimers.ts'
import { gatewayInFront } from './mail-flow/gateway-in-front.ts'
import { hybrid } from './mail-flow/hybrid.ts'
import { journaling } from './mail-flow/journaling.ts'
import { listedSenders } from './mail-flow/listed-senders.ts'
import { longAllowList } from './mail-flow/long-allow-list.ts'
import { manyRules } from './mail-flow/many-rules.ts'
import { outboundGateway } from './mail-flow/outbound-gateway.ts'
import { rules } from './mail-flow/rules.ts'
import { signatureService } from './mail-flow/signature-service.ts'
import { spamPolicies } from './mail-flow/spam-policies.ts'
import type { Trait } from './trait.ts'

export const TRAITS: readonly Trait[] = [
  hybrid,
  gatewayInFront,
  signatureService,
  outboundGateway,
  journaling,
  disclaimers,
  rules,
  manyRules,
  spamPolicies,
  listedSenders,
  longAllowList,
  domains,
  manyDomains,
  premiumP2,
  administrators,
  conditionalAccess,
  oddNames,
  nestedGroups,
  guests,
  formerEmployees,
  sharedMailboxes,
  dynamicGroups,
  listsAndContacts,
  largeGroup,
  namesakeApplication,
  siteAllowed,
  leftoverObjects,
  leftoverApplication,
  groupsInTheBin,
]
