/** What `casproof mail --help` explains: gateways in a file, with an example of each thing that they do. A test reads it. */

export const EXPLANATION_OF_MAIL = `
Gateways are a list. Each takes mail at its hosts, shows a certificate of its
own name, and keeps the mail for its recipients, unless it says otherwise:
  [{"name": "signatures", "hosts": ["eu1.signatures.example"],
    "returns": {"ip": "198.51.100.7", "headers": ["X-Signed: yes"],
      "body": {"after": "\\n-- Contoso"}, "delaySeconds": 5}},
   {"name": "own servers", "hosts": ["mail.contoso.com"],
    "certificate": {"names": ["*.contoso.com"]}},
   {"name": "no TLS", "hosts": ["*.plain.example"], "certificate": null,
    "refuses": "550 5.7.1 Not for us"}]
What comes back may also change the subject, take headers away
("removesHeaders"), have another sender ("from"), and be sent under another name
("helo"), certificate or SPF ("certificate", "spf").
`
