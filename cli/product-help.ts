/** What `casproof product --help` explains: how to begin on a served mock. A test runs it. */

export const EXPLANATION_OF_PRODUCT = `
A grant from beginning to end, while casproof serve runs (it writes ~/.casproof/product.json):
  inline='{"service": "Exchange Online (Inline Mode)"}'
  npx casproof product setLicence '{"site": "EU"}' --role vendor
  npx casproof product beginGrant '{"service": "Exchange Online (Inline Mode)", "policy": "Default ATP policy"}'
  npx casproof product consentUrl "$inline"         the address for a browser; then, with the address it ends at:
  npx casproof product acceptConsent '{"callback": "<that address>"}'
  npx casproof administrator                        or all that the administrator does, in one command
  npx casproof product viewGrant "$inline"
  npx casproof product removeServiceAccount "$inline"
  CASPROOF_PASSWORD=mock-password-of-admin npx casproof product cleanUp \\
    '{"service": "Exchange Online (Inline Mode)", "administrator": {"username": "admin@contoso.com"}}'
Exit codes: 0 done, 1 not done (the message says why), 2 not begun.
`
