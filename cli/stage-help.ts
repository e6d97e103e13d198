/** What `casproof stage --help` explains: the account file, the stages in their order, what people do between them. */

/** A test reads this as the command reads an account file. */
const EXAMPLE = `{
  "tenantId": "c0ffee00-0001-4001-8001-000000000001",
  "site": "EU",
  "directions": "both",
  "application": {
    "clientId": "a1f0c0de-1111-4a11-8a11-000000000001",
    "clientSecret": "mock-secret-of-the-inline-application",
    "redirectUri": "https://console.casproof.invalid/inline/consented"
  },
  "vendorKey": "any-secret-text-that-stays-the-same",
  "policies": [
    {"name": "All inbound", "kind": "ATP", "direction": "inbound", "enabled": true, "targets": {"all": true}},
    {"name": "Some outbound", "kind": "DLP", "direction": "outbound", "enabled": true,
      "targets": {"domains": ["contoso.com"]}}
  ]
}`

export const EXPLANATION_OF_STAGE = `
The account file (casproof serve writes one for each tenant, and says where):
${EXAMPLE}
  site         US, EU, Japan, Australia and New Zealand, Canada, Singapore, UK, India, Middle East (UAE)
  directions   "inbound", or "both"
  application  the product's own; its redirectUri is where the browser is sent after consent
  vendorKey    secret from which the marks of our objects are derived: another one does not know them
  policies     kind "ATP" or "DLP" (outbound only); targets one of {"all": true}, {"domains": ["contoso.com"]},
               {"users": ["object id"], "groups": ["object id"]}. The first stage takes them over into the journal;
               later changes in the file apply after casproof stage set-policies … and the next synchronization

The order of the stages, each with --account and --journal; ON stands for --ca ~/.casproof/ca.pem
--connect-to 127.0.0.1:8443, which leads to the mock, and is left out for the cloud:
  1  casproof stage consent-url …               prints an address: open it, sign in as a Global Administrator, accept.
                                                For the mock put https://localhost:8443 in place of
                                                https://login.microsoftonline.com.
  2  casproof stage accept-consent … --callback '<url>'
                                                the whole address that the browser was sent to (no page need be there)
  3  assign the role Exchange Administrator to the application: in the Entra admin center, or in Graph
     POST /roleManagement/directory/roleAssignments {"principalId": "<id of the service principal>",
     "roleDefinitionId": "29232cdf-9323-42fd-ade2-1d097af3e4de", "directoryScopeId": "/"}
  4  1 and 2 again, with --purpose 'data sync'
  5  casproof stage provision … ON              grants access; "pending" until the role is assigned and in effect
  6  casproof stage synchronize … ON            daily while the service runs, also by hand
  7  casproof stage deprovision … ON            revokes access
  8  CASPROOF_PASSWORD=… casproof stage clean-up … ON --username admin@contoso.com
                                                what is left to a Global Administrator, in whose name it is done
Exit codes: 0 done, 1 not done (the message says why), 2 not begun.
`
