/**
 * Documented examples that no service can answer as printed, and what shows it: the schema ($metadata of v1.0, 2026-08),
 * another page of the same operation, or the example itself.
 */
import type { Divergence } from './divergence.ts'

type AtFault = Omit<Divergence, 'fault'>

/** Whole pages, or answers that are another's. */
const OF_ANOTHER: readonly AtFault[] = [
  {
    because: 'Intune’s own pages show its view of users and the organization, with made-up statuses',
    examples: /\/intune-/,
  },
  {
    because: 'the answer is of Azure AD Graph, which is gone',
    examples: /domain-list-domainnamereferences\.md\S*~2|application-delta\.md/,
  },
  {
    because: 'the context is another example’s',
    examples:
      /serviceprincipal-list-approleassignedto|group-list-memberof\.md|group-list-members\.md#list_groups_members_startswith/,
    differences: /^context/,
  },
  {
    because: 'a list stands where one object is asked for',
    examples: /v1\.0\/api\/directoryaudit-get/,
  },
  {
    because: 'assigned licences stand where their details are asked for',
    examples: /user-list-licensedetails/,
  },
  {
    because: 'the answer lists other actions than the request gives the role',
    examples: /v1\.0\/api\/rbacapplication-post-roledefinitions/,
    differences: /allowedResourceActions/,
  },
  {
    because:
      'an eligibility with the type and the property of an assignment, which the page beside has without',
    examples: /unifiedroleeligibilityschedule-get\.md/,
    differences: /@odata\.type|assignmentType/,
  },
]

/** An answer that its own request filters out. */
const CONTRADICTORY: readonly AtFault[] = [
  {
    because: 'the request asks for what is synchronized, and what is shown is not',
    examples: /v1\.0\/api\/directoryobject-getavailableextensionproperties/,
    differences: /^rows value/,
  },
]

/** What the request says cannot be meant, or the status cannot be. */
const MISPRINTED: readonly AtFault[] = [
  {
    because: 'a creation answers 201, as other pages of the same operation say',
    examples:
      /mailfolder-post-childfolders|message-copy\.md|tutorial-assign-azureadroles|directoryrole-post-directoryroles/,
    differences: /^status 201 for 200/,
  },
  {
    because: 'ids in the request lack hyphens',
    examples: /checkmembergroups_me$|v1\.0\/api\/directoryobject-getbyids\.md/,
    differences: /^rows value/,
  },
  {
    because: 'one id is printed for two objects',
    examples: /beta\/api\/directoryobject-getbyids\.md|group-list-members\.md#get_pr_count/,
    differences: /^rows value/,
  },
  {
    because:
      'Billing Administrator under an id that is not its template’s, and a type that only full metadata tells',
    examples: /unifiedroleassignment-get\.md#get_unifiedroleassignment(?:_2|~2|_2~2)$/,
    differences: /@odata\.type|^type (?:roleDefinition|principal|directoryScope)$/,
  },
  {
    because: 'names of types stand for all values: action String, isValidationOnly Boolean',
    examples: /^beta\/api\/unifiedroleassignmentschedulerequest-post-unified/,
    differences: /^status 400/,
  },
  {
    because: 'a truth value is printed as text',
    examples: /schedulerequest-list\.md|^beta\/api\/rbacapplication-post-roledefinitions/,
    differences: /isValidationOnly|^status 400/,
  },
  {
    because: 'an advanced filter (not) without $count’s header, which the same page asks for elsewhere',
    examples: /^beta\/api\/group-list\.md#get_enabled_dynamic_groups$/,
    differences: /^status 400 for 200 Request_UnsupportedQuery/,
  },
  {
    because: 'the context is misspelt',
    examples: /serviceprincipal-list\.md/,
    differences: /serviceprinciples$/,
  },
  {
    because:
      'createDateTime, which the type spells createdDateTime; attachments that are not shown, and when it was changed',
    examples: /opentypeextension-get\.md#get_opentypeextension_[35]$/,
    differences: /createDateTime|lastModifiedDateTime|hasAttachments/,
  },
  { because: 'the old form of a message’s context', examples: /message-move\.md/ },
  {
    because: 'a purpose is wrapped in an object, which another page of the same version shows bare',
    examples: /^beta\/api\/user-get-mailboxsettings/,
    differences: /userPurpose/,
  },
  {
    because: 'the folder of searches stands under another folder, and a folder called Inbox is renamed',
    examples: /^beta\/api\/mailfolder-(?:list-childfolders\.md#mailfolder_|update)/,
    differences: /wellKnownName: null/,
  },
  {
    because: 'one id for everything, and an assignment that ends as it begins: generated from the schema',
    examples: /unifiedroleassignmentscheduleinstance-list\.md/,
    differences: /appScopeId|startDateTime|endDateTime/,
  },
  {
    because: 'policies of Azure subscriptions, which other paths serve: generated from the schema',
    examples: /#list_unifiedrolemanagementpolicy(?:~2)?$/,
    differences: /lastModified/,
  },
  {
    because: 'an annotation of a type from which nothing derives, which no metadata but full tells',
    examples: /list_unifiedrolemanagementpolicyrule$/,
    differences: /target\/@odata\.type/,
  },
  {
    because:
      'policies of directory roles under a second scope type, by ids that the page beside has as DirectoryRole_',
    examples: /list-rolemanagementpolic(?:ies\.md#\S+_expand_rules|yassignments\.md#\S+assignment)$/,
    differences: /^rows value\/\*$/,
  },
]

/** Properties that the version's type has not, or that it shows when $select asks for them alone. */
const OF_NO_TYPE: readonly AtFault[] = [
  {
    because: 'v1.0’s group has no such properties, or shows them on $select: the answer is beta’s',
    examples: /^v1\.0\/api\/(?:domain-list-domainnamereferences|group-post-groups\.md#create_role_enabled)/,
    differences: /createdByAppId|organizationId|infoCatalogs|isManagementRestricted|writebackConfiguration/,
  },
  {
    because: 'v1.0 shows these of a user on $select alone: the answer is beta’s',
    examples:
      /^v1\.0\/api\/(?:domain-list-domainnamereferences|group-list-owners|rbacapplication-list-roleassignments)/,
    differences: /accountEnabled|city|country|createdDateTime|mailNickname|imAddresses|userType/,
  },
  {
    because: 'v1.0’s role assignment has no resourceScope, which beta has besides directoryScopeId',
    examples: /^v1\.0\/api\/rbacapplication-list-roleassignments/,
    differences: /resourceScope/,
  },
  {
    because: 'v1.0’s subscription has no notificationContentType',
    examples: /^v1\.0\/api\/subscription-(?:list|update)\.md/,
    differences: /notificationContentType/,
  },
  {
    because: 'v1.0’s service principal has no publisherName',
    examples: /^v1\.0\/api\/serviceprincipal-post-serviceprincipals/,
    differences: /publisherName/,
  },
  {
    because: 'a domain has no name beside its id, which is its name',
    examples: /^beta\/api\/domain-list\.md/,
    differences: /value\/\*\/name$/,
  },
  {
    because: 'actions of the built-in roles as they were in 2023; the table here is of 2026',
    examples: /rbacapplication-list-roledefinitions|unifiedroledefinition-get/,
    differences: /^(?:value|rows) .*allowedResourceActions/,
  },
]

export const PAGES_AT_FAULT: readonly AtFault[] = [
  ...OF_ANOTHER,
  ...CONTRADICTORY,
  ...MISPRINTED,
  ...OF_NO_TYPE,
]
