/** Replies of the mock's SMTP servers: Exchange Online's texts where known, with the enhanced code in front. */

/** A refusal as a server writes it: `550 5.7.64 TenantAttribution; Relay Access Denied SMTP`. */
export class SmtpRefusal extends Error {
  readonly responseCode: number

  constructor(status: string) {
    super(status.slice(4))
    this.responseCode = Number(status.slice(0, 3)) || 550
  }

  get status(): string {
    return `${this.responseCode} ${this.message}`
  }
}

/** Texts are observed in published logs and in pages on non-delivery reports, except the marked ones. */
const STATUSES = {
  tooLarge: '552 5.3.4 Message size exceeds fixed maximum message size',
  headersTooLong: '552 5.3.4 Header size exceeds fixed maximum size',
  /** Inferred. */
  corrupt: '554 5.6.0 Corrupt message content',
  busy: '452 4.3.1 Insufficient system resources',
  tooManyRecipients: '452 4.5.3 Too many recipients',
  notAuthenticated: '530 5.7.57 Client not authenticated to send mail',
  badCredentials: '535 5.7.3 Authentication unsuccessful',
  authenticationOff:
    '535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit https://aka.ms/smtp_auth_disabled for more information.',
  authenticationOffForMailbox:
    '535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox. Visit https://aka.ms/smtp_auth_disabled for more information.',
  sendAs: '550 5.7.60 SMTP; Client does not have permissions to send as this sender',
  /** Inferred: the text for a fault of the service itself. */
  fault: '451 4.3.0 Temporary server error. Please try again later',
} as const

type Refusals = { readonly [Name in keyof typeof STATUSES]: () => SmtpRefusal }

export const REFUSED = Object.fromEntries(
  Object.entries(STATUSES).map(([name, status]) => [name, () => new SmtpRefusal(status)]),
) as Refusals

/** The library's texts, and Exchange's texts that replace them (observed in published sessions). */
const IN_PLACE_OF: Readonly<Record<string, string>> = {
  'MAIL_FROM_OK Accepted': '2.1.0 Sender OK',
  'RCPT_TO_OK Accepted': '2.1.5 Recipient OK',
  'End data with <CR><LF>.<CR><LF>': 'Start mail input; end with <CRLF>.<CRLF>',
  Bye: '2.0.0 Service closing transmission channel',
  Flushed: '2.0.0 Resetting',
  OK: '2.0.0 OK',
  'Ready to start TLS': '2.0.0 SMTP server ready',
  'Error: need RCPT command': '5.5.2 Need rcpt command',
  'Error: need MAIL command': '5.5.1 Bad sequence of commands',
  'Error: nested MAIL command': '5.5.2 Sender already specified',
  'Error: send HELO/EHLO first': '5.5.2 Send hello first',
  'Error: command not recognized': '5.3.3 Unrecognized command',
  'TOO_MANY_RECIPIENTS Error: too many recipients': STATUSES.tooManyRecipients.slice(4),
  'Authentication successful': '2.7.0 Authentication successful',
}

const ENHANCED = /^[245]\.\d{1,3}\.\d{1,3} /

/** Exchange's text for a line of the library. @returns undefined where the library's text stays */
export function exchangeWords(text: string, context: unknown): string | undefined {
  const known = IN_PLACE_OF[`${String(context)} ${text}`] ?? IN_PLACE_OF[text]
  return known ?? (ENHANCED.test(text) ? text : undefined)
}
