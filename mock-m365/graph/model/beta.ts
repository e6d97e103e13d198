/**
 * What beta has in addition to v1.0, as far as it is known here: names that inventories and administrators'
 * tools ask for, each documented on its page of the beta reference. The format is that of v1.0.txt (see
 * compact.ts). The project's data does not include the published model of beta, so nothing is known of a type
 * without a line here.
 * https://learn.microsoft.com/graph/api/overview?view=graph-rest-beta
 */
export const BETA = `
$ settings*>>directorySetting directorySettingTemplates*>>directorySettingTemplate privilegedAccess*>>? privilegedRoles*>>? privilegedRoleAssignments*>>? privilegedRoleAssignmentRequests*>>? privilegedApproval*>>? privilegedOperationEvents*>>? accessReviews*>>? accessReviewDecisions*>>? administrativeUnits*>>administrativeUnit allowedDataLocations*>>? app>>? approvalWorkflowProviders*>>? businessFlowTemplates*>>? certificateAuthorities>>? conditionalAccess>>? dataClassification>>? financials>>? governanceResources*>>? governanceRoleAssignmentRequests*>>? governanceRoleAssignments*>>? governanceRoleDefinitions*>>? governanceRoleSettings*>>? governanceSubjects*>>? messageEvents*>>? messageRecipients*>>? messageTraces*>>? networkAccess>>? officeConfiguration>>? onPremisesPublishingProfiles*>>? payloadResponse*>>? programControlTypes*>>? programControls*>>? programs*>>? riskDetections*>>? riskyUsers*>>? templates>>? trustFramework>>? workplace>>?
directory recommendations*>>? impactedResources*>>? featureRolloutPolicies*>>? sharedEmailDomains*>>? inboundSharedUserProfiles*>>? outboundSharedUserProfiles*>>? externalUserProfiles*>>? pendingExternalUserProfiles*>>? authenticationMethodDevices>>? templates>>? certificateAuthorities>>?
roleManagement cloudPC>>? defender>>? deviceManagement>>? enterpriseApps*>>? exchange>>?
rbacApplication transitiveRoleAssignments*>>? roleAssignmentApprovals*>>?
auditLogRoot directoryProvisioning*>>? customSecurityAttributeAudits*>>? signUps*>>?
policyRoot accessReviewPolicy>>? b2cAuthenticationMethodsPolicy>>? directoryRoleAccessReviewPolicy>>? externalIdentitiesPolicy>>? identitySecurityDefaultsEnforcementPolicy>>? mobileAppManagementPolicies*>>? mobileDeviceManagementPolicies*>>? permissionGrantPreApprovalPolicies*>>? servicePrincipalCreationPolicies*>>? onPremAuthenticationPolicies*>>?
identityGovernance roleManagementAlerts>>? permissionsAnalytics>>? permissionsManagement>>?
user analytics>>? appConsentRequestsForApproval*>>? appRoleAssignedResources*>servicePrincipal approvals*>>? cloudLicensing>>? cloudRealtimeCommunicationInfo:? deviceEnrollmentConfigurations*>>? deviceKeys*:? devices*>>? informationProtection>>? infoCatalogs* invitedBy>directoryObject isLicenseReconciliationNeeded joinedGroups*>group mobileAppIntentAndStates*>>? mobileAppTroubleshootingEvents*>>? notifications*>>? passwordPolicies pendingAccessReviewInstances*>>? preferredDataLocation profile>>? refreshTokensValidFromDateTime security>>? signInActivity:signInActivity sponsors*>directoryObject usageRights*>>? virtualEvents>>? windowsInformationProtectionDeviceRegistrations*>>? !convertExternalToInternalMemberUser:? !invalidateAllRefreshTokens !unblockManagedApps !getPasswordSingleSignOnCredentials:? !createPasswordSingleSignOnCredentials:? *!validatePassword:?
group accessType cloudLicensing>>? endpoints*>>? infoCatalogs* isFavorite isSubscribedByMail membershipRuleProcessingStatus:? resourceBehaviorOptions* resourceProvisioningOptions* settings*>>directorySetting unseenConversationsCount unseenMessagesCount writebackConfiguration:? !evaluateDynamicMembership:? *!evaluateDynamicMembership:? !getPasswordSingleSignOnCredentials:?
application connectorGroup>>? isDisabled managerApplications* onPremisesPublishing:? publicClient:publicClientApplication windows:?
servicePrincipal claimsPolicy>>? errorUrl isDisabled licenseDetails*>>? managedIdentities*>? passwordSingleSignOnSettings:? permissionGrantPreApprovalPolicies*>? preferredTokenSigningKeyEndDateTime publishedPermissionScopes*:permissionScope publisherName samlMetadataUrl !createPasswordSingleSignOnCredentials:? !deletePasswordSingleSignOnCredentials !getPasswordSingleSignOnCredentials:? !updatePasswordSingleSignOnCredentials
organization partnerInformation:? settings>>? certificateConnectorSetting:? isMultipleDataLocationsForServicesEnabled
mailFolder operations*>>? userConfigurations*>>? wellKnownName
message mentions*>>? mentionsPreview:? unsubscribeData* unsubscribeEnabled !unsubscribe
appRoleAssignment creationTimestamp
directorySetting displayName templateId values*:?
directorySettingTemplate description displayName values*:?
`
