/**
 * The kind of account of a name, before the sign-in: clients ask for it before a password, and so do
 * reconnaissance tools. No page documents it; members and their order are those of recorded answers
 * (observed).
 */
import type { Answer, Arrival } from '../wire.ts'
import { nameOf } from './directory/people.ts'
import { TOKEN_HEADERS } from './errors.ts'
import type { Entra } from './service.ts'

const CLOUD = 'microsoftonline.com'
const AUDIENCE = 'urn:federation:MicrosoftOnline'

/** `/{tenant}/userrealm/{user}`, or with the name in the query: version 1 for MSAL, 2 for the sign-in page. */
export function userRealm(entra: Entra, { path, query }: Arrival): Answer {
  const asked = new URLSearchParams(query)
  const login = decoded(path.split('/')[3] ?? '') || asked.get('user') || ''
  return json(
    (asked.get('api-version') ?? '').startsWith('2') ? pageRealm(entra, login) : clientRealm(entra, login),
  )
}

/** `/GetUserRealm.srf?login=`: the oldest form, as JSON or, with `xml=1`, as XML. */
export function oldUserRealm(entra: Entra, { query }: Arrival): Answer {
  const asked = new URLSearchParams(query)
  const facts = { State: 4, UserState: 1, ...pageRealm(entra, asked.get('login') ?? '') }
  if (asked.get('xml') !== '1') return json(facts)
  const fields = Object.entries(facts).map(([name, value]) => `<${name}>${escaped(String(value))}</${name}>`)
  return {
    status: 200,
    headers: { ...TOKEN_HEADERS, 'Content-Type': 'text/xml; charset=utf-8' },
    body: `<RealmInfo Success="true">${fields.join('')}</RealmInfo>`,
  }
}

/** The answer does not tell whether the user exists: only the domain counts. */
function clientRealm(entra: Entra, login: string) {
  const domain = domainOf(login)
  const isManaged = entra.tenantNamed(domain) !== undefined
  return {
    ver: '1.0',
    account_type: isManaged ? 'Managed' : 'Unknown',
    ...(isManaged ? { domain_name: domain } : {}),
    cloud_instance_name: CLOUD,
    cloud_audience_urn: AUDIENCE,
  }
}

function pageRealm(entra: Entra, login: string) {
  const domain = domainOf(login)
  const tenant = entra.tenantNamed(domain)
  if (!tenant) return { Login: login, NameSpaceType: 'Unknown' }
  return {
    Login: login,
    NameSpaceType: 'Managed',
    DomainName: domain,
    FederationBrandName: nameOf(tenant),
    CloudInstanceName: CLOUD,
    CloudInstanceIssuerUri: AUDIENCE,
  }
}

/** Clients also ask about a domain alone. */
const domainOf = (login: string): string => login.slice(login.lastIndexOf('@') + 1).toLowerCase()

const escaped = (text: string): string => text.replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`)

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

const json = (body: unknown): Answer => ({ status: 200, headers: TOKEN_HEADERS, body: JSON.stringify(body) })
