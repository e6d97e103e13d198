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
    {"name": "All inbound", "kind": "ATP", "direction": "inbound",
      "enabled": true, "targets": {"all": true}},
    {"name": "Some outbound", "kind": "DLP", "direction": "outbound",
      "enabled": true, "targets": {"domains": ["contoso.com"]}}
  ]
}`

export const EXPLANATION_OF_STAGE = `
The account file (casproof serve writes one for each tenant, and says where):
${EXAMPLE}
  site         US, EU, Japan, Australia and New Zealand, Canada, Singapore, UK,
               India, Middle East (UAE)
  directions   "inbound", or "both"
  application  the product's own; its redirectUri is where the browser is sent
               after consent
  vendorKey    secret from which the marks of our objects are derived: another
               one does not know them
  policies     kind "ATP" or "DLP" (outbound only); targets one of
               {"all": true}, {"domains": ["contoso.com"]},
               {"users": ["object id"], "groups": ["object id"]}. The first
               stage takes them over into the journal; later changes in the file
               apply after casproof stage set-policies … and the next
               synchronization

The order, ready to paste while casproof serve runs. Who signs in is a Global
Administrator of the tenant: admin@contoso.com with the password
mock-password-of-admin. For the cloud leave out --ca, --connect-to and the sed.
  stage() { npx casproof stage "$@" --journal contoso.journal \\
    --account ~/.casproof/accounts/contoso.com.json \\
    --ca ~/.casproof/ca.pem --connect-to 127.0.0.1:8443; }
  stage consent-url | sed s,login.microsoftonline.com,localhost:8443,
      # open the address, accept, copy the whole address that the browser was
      # sent to (no page need be there)
  stage accept-consent --callback '<that address>'
      # assign the role Exchange Administrator to the application: in the Entra
      # admin center, or in Graph
  ask() { curl -s --cacert ~/.casproof/ca.pem "$@"; }
  token=$(ask https://localhost:8443/contoso.com/oauth2/v2.0/token \\
    -d client_id=14d82eec-204b-4c2f-b7e8-296a70dab67e \\
    -d scope=https://graph.microsoft.com/.default -d grant_type=password \\
    -d username=admin@contoso.com -d password=mock-password-of-admin |
    sed 's/.*"access_token":"//; s/".*//')
  as_admin() { ask -H "Authorization: Bearer $token" "$@"; }
  app="(appId='a1f0c0de-1111-4a11-8a11-000000000001')?\\$select=id"
  graph=https://localhost:8443/v1.0
  id=$(as_admin "$graph/servicePrincipals$app" | sed 's/.*"id":"//; s/".*//')
  as_admin $graph/roleManagement/directory/roleAssignments \\
    --json '{"principalId": "'$id'", "directoryScopeId": "/",
    "roleDefinitionId": "29232cdf-9323-42fd-ade2-1d097af3e4de"}'
      # consent-url and accept-consent once more, each with
      # --purpose 'data sync'
  stage provision
      # grants access; "pending" until the role is assigned and in effect: then
      # once more
  stage synchronize
      # daily while the service runs, also by hand
  stage deprovision
  CASPROOF_PASSWORD=mock-password-of-admin stage clean-up \\
    --username admin@contoso.com
      # what is left to a Global Administrator, in whose name it is done
The journal is a SQLite file: sqlite3 contoso.journal 'SELECT * FROM journal'
shows what was meant and done. One that an earlier version wrote as lines is
taken over by the first stage, and stays as contoso.journal.jsonl.
Exit codes: 0 done, 1 not done (the message says why), 2 not begun.
`
