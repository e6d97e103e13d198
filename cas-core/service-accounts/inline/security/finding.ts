/** What a check of related security settings finds: a code, and the values that its wording needs. */
import type { Coded } from '../../refusal.ts'

export interface FindingData {
  /** The default anti-spam policy marks what fails SPF as spam. */
  'SPF hard fail': { readonly policy: string }
  /** Another anti-spam policy does. */
  'SPF hard fail in a custom policy': { readonly policy: string }
  /** A rule admits mail from listed addresses only, and lacks some of the site's. */
  'rule lacks addresses': { readonly rule: string; readonly missing: readonly string[] }
  /** A rule keeps mail from some of the site's addresses out. */
  'rule keeps addresses out': { readonly rule: string; readonly addresses: readonly string[] }
  /** A partner's connector admits mail from listed addresses only, and lacks some of the site's. */
  'connector lacks addresses': { readonly connector: string; readonly missing: readonly string[] }
  /** The rule of an e-mail gateway of the vendor's lacks some of the site's addresses. */
  'gateway rule lacks addresses': { readonly rule: string; readonly missing: readonly string[] }
  /** A domain's SPF record does not name the servers that return mail. */
  'SPF record lacks servers': {
    readonly domain: string
    readonly include: string
    readonly direction: 'inbound' | 'outbound'
  }
  /** Mail for a domain comes by another gateway first. */
  'another gateway in front': { readonly domain: string; readonly host: string }
  /** Settings that could not be read. */
  'settings unread': { readonly settings: Setting; readonly error: string; readonly said: string }
}

/** What the checks read, one by one. */
export type Setting = 'anti-spam policies' | 'transport rules' | 'inbound connectors' | 'accepted domains'

/** A failure keeps scanned mail out; a warning may; an advice concerns single messages. */
export type Severity = 'failure' | 'warning' | 'advice'

export type Finding = Coded<FindingData> & { readonly severity: Severity }
