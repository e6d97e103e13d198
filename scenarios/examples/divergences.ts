/**
 * Where the mock's answers are not as documented, and why. Every difference that a replay finds is claimed by one of
 * these; one that excuses nothing any more has to go.
 */

/** Whose the difference is, in the order in which `casproof coverage` prints them. */
export const FAULTS = {
  mock: 'the mock differs: what it lacks is listed',
  form: 'the path is emulated, this form of it is refused as not emulated',
  history: 'the answer shows how a tenant came to be as it is, which the example does not tell',
  beta: 'only /beta has it: the mock answers /beta as v1.0',
  page: 'the page is at fault: misprinted, abbreviated, outdated, or of another product',
} as const
export type Fault = keyof typeof FAULTS

export interface Divergence {
  readonly fault: Fault
  readonly because: string
  /** Example ids: `v1.0/api/user-list.md#get_users`. */
  readonly examples: RegExp
  /** Kind and place of the differences it excuses; all where absent. */
  readonly differences?: RegExp
}

export const DIVERGENCES: readonly Divergence[] = [
  {
    fault: 'page',
    because: 'Intune’s own pages show its view of users and the organization, with made-up statuses',
    examples: /\/intune-/,
  },
  {
    fault: 'page',
    because: 'certificate and proof are abbreviated to a few letters',
    examples: /-(?:addkey|removekey)\.md/,
  },
  {
    fault: 'page',
    because: 'an id is misprinted, or printed twice',
    examples:
      /checkmembergroups_me$|getbyids\.md|group-list-members\.md#get_pr_count|unifiedroleassignment-get\.md#get_unifiedroleassignment(?:_2|~2)$/,
    differences: /^rows value|^missing @odata.type|^type roleDefinition|accountEnabled/,
  },
  {
    fault: 'page',
    because: 'placeholders stand for values that no service would take: ids, types, times',
    examples:
      /message-(?:copy|update)\.md|eventmessage-post-attachments|group-validateproperties|serviceprincipal-checkmembergroups|unifiedroleassignmentschedulerequest-post|unifiedrolemanagementpolicyrule-update\.md\S*~2/,
  },
  {
    fault: 'page',
    because: 'a creation answers 201, as other pages of the same operation say',
    examples: /mailfolder-post-childfolders|tutorial-assign-azureadroles|directoryrole-post-directoryroles/,
    differences: /^status 201 for 200/,
  },
  {
    fault: 'page',
    because: 'the context is misspelt',
    examples: /serviceprincipal-list\.md/,
    differences: /serviceprinciples$/,
  },
  {
    fault: 'page',
    because: 'a truth value is printed as text',
    examples: /schedulerequest-list\.md/,
    differences: /isValidationOnly/,
  },
  {
    fault: 'page',
    because: 'a purpose is wrapped in an object, which another page of the same version shows bare',
    examples: /^beta\/api\/user-get-mailboxsettings/,
    differences: /userPurpose/,
  },
  {
    fault: 'page',
    because: 'the context is another example’s',
    examples:
      /serviceprincipal-list-approleassignedto|group-list-memberof\.md|group-list-members\.md#list_groups_members_startswith/,
    differences: /^context/,
  },
  { fault: 'page', because: 'the old form of a message’s context', examples: /message-move\.md/ },
  {
    fault: 'page',
    because: 'a list stands where one object is asked for',
    examples: /v1\.0\/api\/directoryaudit-get/,
  },
  {
    fault: 'page',
    because: 'assigned licences stand where their details are asked for',
    examples: /user-list-licensedetails/,
  },
  {
    fault: 'page',
    because: 'the answer is of Azure AD Graph, which is gone',
    examples: /domain-list-domainnamereferences\.md\S*~2|application-delta\.md/,
  },
  {
    fault: 'page',
    because: 'properties that the type has not, or that need $select, as other pages of the same type say',
    examples:
      /domain-list-domainnamereferences|-list-owners\.md|list-roleassignments\.md|directoryobject-get\.md|subscription-(?:list|update)\.md|group-post-groups\.md#create_(?:role_enabled|prepopulated)/,
    differences:
      /accountEnabled|resourceScope|principal\/|notificationContentType|includeResourceData|createdByAppId|organizationId|infoCatalogs|isManagementRestricted|writebackConfiguration|city|country|createdDateTime|mailNickname|proxyAddresses|ValidFromDateTime|userType|identities|value value\/\*\/mail/,
  },
  {
    fault: 'page',
    because: 'a preferred data location, which only tenants of several regions have',
    examples: /group-post-groups\.md/,
    differences: /preferredDataLocation/,
  },
  {
    fault: 'history',
    because:
      'a property that was set and taken away again is told as null; one that never was set is not told',
    examples: /group-delta\.md/,
    differences: /description$/,
  },
  {
    fault: 'history',
    because: 'an object that was removed before the first round is told, which the mock does not',
    examples: /delta-query-users\.md#example-1$/,
  },
  {
    fault: 'history',
    because: 'somebody has changed the rules, made the assignment for a time, or acted from a browser',
    examples:
      /list-rolemanagementpolicies|unifiedrolemanagementpolicy-list\.md|scheduleinstance-list\.md|beta\/api\/directoryaudit-get/,
    differences:
      /lastModified|appScopeId|startDateTime|endDateTime|userAgent|initiatedBy|targetResources|additionalDetails/,
  },
  {
    fault: 'form',
    because: 'extensions of objects: open, schema, and custom security attributes',
    examples: /opentypeextension-|get_schemaextension|update_schemaextension|customsecurityattribute/,
    differences: /^status/,
  },
  {
    fault: 'form',
    because: 'search folders',
    examples: /mailsearchfolder-(?:post|update)/,
    differences: /^status/,
  },
  {
    fault: 'form',
    because: '$expand with options of its own, or of what is no navigation here',
    examples: /transitive_managers|_expand_|inheritsFrom_|get_unifiedroleassignment_2~2/,
    differences: /^status 400 for 200 ExpandNotSupported/,
  },
  {
    fault: 'form',
    because: 'notifications that carry the resource',
    examples: /webhooks-with-resource-data/,
    differences: /^status 501/,
  },
  {
    fault: 'form',
    because: 'an item as an attachment',
    examples: /create_item_attachment/,
    differences: /^status 501/,
  },
  {
    fault: 'form',
    because: 'roles that the tenant defines itself',
    examples: /get_custom_role/,
    differences: /^status 404/,
  },
  {
    fault: 'form',
    because: 'mentions and what else only beta’s messages can be filtered by or given',
    examples: /get_messages_with_mentions|create_message_with_mentions/,
    differences: /^status/,
  },
  {
    fault: 'form',
    because: 'times of permission grants, and states of dynamic groups, which only beta has',
    examples: /^beta\/api\/(?:oauth2permissiongrant-post|group-list\.md#get_enabled_dynamic)/,
    differences: /^status/,
  },
  {
    fault: 'mock',
    because: 'a batch reaches the directory and mail only: no drives, tasks or calendars',
    examples: /json-batching/,
  },
  {
    fault: 'mock',
    because: 'roles have no descriptions, no list of actions, and do not inherit',
    examples: /directoryrole|roledefinition/,
    differences: /description|rolePermissions|inheritsPermissionsFrom/,
  },
  {
    fault: 'mock',
    because: 'not all of Microsoft’s role templates are carried',
    examples: /directoryrole-list\.md|selfActivate$/,
    differences: /^rows value|RoleNotFound/,
  },
  {
    fault: 'mock',
    because: 'policies of the scope type Directory',
    examples: /list-rolemanagementpolicyassignments/,
    differences: /^rows/,
  },
  {
    fault: 'mock',
    because: 'search folders are not told apart',
    examples: /mailfolders\.md|mailfolder-(?:get|list-childfolders)\.md/,
    differences: /@odata.type|isSupported|includeNestedFolders|sourceFolderIds|filterQuery/,
  },
  {
    fault: 'mock',
    because: 'a service principal’s publisher name',
    examples: /serviceprincipal-/,
    differences: /publisherName/,
  },
  {
    fault: 'mock',
    because: 'a file’s type is not guessed from its name',
    examples: /message-post-attachments\.md/,
    differences: /contentType/,
  },
  {
    fault: 'beta',
    because: 'properties of beta’s types, or shown by beta without $select',
    examples: /^beta\//,
    differences: /^missing/,
  },
]
