/**
 * What the Tenant Allow/Block List accepts as an entry of each type. Forms documented, texts inferred.
 * https://learn.microsoft.com/powershell/module/exchange/new-tenantallowblocklistitems
 */
import { invalidValue } from './errors.ts'
import { isDomain, isIpv6, isMailAddress } from './network-addresses.ts'

export const LIST_TYPES = ['FileHash', 'Sender', 'Url', 'IP'] as const
export type ListType = (typeof LIST_TYPES)[number]

const URL_MAX = 250

const FORMS: Readonly<Record<ListType, (text: string) => boolean>> = {
  FileHash: (text) => /^[0-9a-f]{63,64}$/i.test(text),
  Sender: (text) => isDomain(text) || isMailAddress(text) || isWithSubdomains(text),
  Url: isUrlEntry,
  IP: isIpv6,
}

/** The entry as stored. @throws CmdletError for entries that the type does not accept */
export function entryOf(type: ListType, text: string): string {
  if (FORMS[type](text)) return text
  throw invalidValue(`The entry '${text}' isn't a valid value for the list type ${type}.`)
}

/** `*.contoso.com` and `*.example`: a domain with all its subdomains (documented for blocked senders). */
const isWithSubdomains = (text: string): boolean =>
  text.length <= URL_MAX && /^\*(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+$/i.test(text)

/** A host with stars and tildes where the documentation allows them, and a path; no protocol, port or credentials. */
function isUrlEntry(text: string): boolean {
  if (text.length > URL_MAX || /[\s@]|:\/\//.test(text)) return false
  const slash = text.indexOf('/')
  const host = (slash === -1 ? text : text.slice(0, slash)).replace(/^[*~]\.?/, '').replace(/[*~]$/, '')
  return isDomain(host) || isIpv6(text) || /^\d{1,3}(?:\.\d{1,3}){3}$/.test(host)
}
