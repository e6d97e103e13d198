/** What the help of the commands over the console explains: how to begin on a served mock. A test runs it. */

export const EXPLANATION_OF_PRODUCT = `
A grant from beginning to end, while casproof serve runs (it writes
~/.casproof/product.json, which casproof schema product describes):
  inline='{"service": "Exchange Online (Inline Mode)"}'
  npx casproof product setLicence '{"site": "EU"}' --role vendor
  npx casproof product beginGrant \\
    '{"service": "Exchange Online (Inline Mode)",
      "policy": "Default ATP policy"}'
  npx casproof product consentUrl "$inline"
      # the address for a browser; then, with the address it ends at:
      # npx casproof product acceptConsent '{"callback": "<that address>"}'
      # which gives one more address after the first permission, for the
      # sign-in that proves the tenant: bring back where that one ends
  npx casproof administrator
      # or all that the administrator does, in one command
  npx casproof product viewGrant "$inline"
  admin='{"service": "Exchange Online (Inline Mode)",
    "administrator": {"username": "admin@contoso.com"}}'
  export CASPROOF_PASSWORD=mock-password-of-admin
  npx casproof product removeServiceAccount "$admin"
  npx casproof product cleanUp "$admin"
No password belongs in a command line: CASPROOF_PASSWORD is the administrator's.
E-mail is sent where the product file names a server, whose certificate is
checked: "mail": {"host": "mail.example", "port": 25, "from": "a@b.example"}
Everything is kept in the store: sqlite3 casproof.sqlite 'SELECT * FROM journal'
Exit codes: 0 done, 1 not done (the message says why), 2 not begun.
`

export const EXPLANATION_OF_ADMINISTRATOR = `
  npx casproof administrator
      # licence, grant, consents and role in inline mode, for contoso.com
  npx casproof administrator --service 'Exchange Online' \\
    --targets selected --users ada.lovelace@contoso.com
      # API mode; without the two options, all targets
  npx casproof administrator --username admin@fabrikam.com --pim \\
    --company fabrikam
      # the role through PIM, which asks for Microsoft Entra ID P2
  npx casproof administrator --journal contoso.journal \\
    --account ~/.casproof/accounts/contoso.com.json
      # without the console: casproof stage provision is next
It plays nobody anywhere but on a mock of this machine.
Exit codes: 0 done, 2 not done (the message says which step, and the mend).
`
