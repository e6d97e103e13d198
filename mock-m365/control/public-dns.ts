/** What the administrator of a domain would do at the registrar: publish the record that proves it. */
import { publishTextRecord, textRecordsOf } from '../public-dns.ts'
import { ControlError, checkNames, type Route } from './route.ts'

const NAME = /^(?=.{3,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+$/
/** Characters. A record may be longer on the wire, and none that proves a domain is. */
const TEXT_MAX = 4096

export const publicDnsRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: 'tenants/{tenant}/textRecords',
    does: 'TXT records that the tenant sees in the public DNS; ?domain=<name>',
    run: ({ tenant, query }) => {
      const domain = nameIn(query.get('domain'))
      return { domain, texts: textRecordsOf(tenant(), domain) }
    },
  },
  {
    method: 'POST',
    path: 'tenants/{tenant}/textRecords',
    does: 'publish one, so that Graph can verify the domain: {"domain": "example.com", "text": "MS=ms12345678"}',
    run: ({ tenant, body, cloud }) => {
      checkNames(body, ['domain', 'text'])
      const domain = nameIn(body.domain)
      const { text } = body
      if (typeof text !== 'string' || text === '' || text.length > TEXT_MAX)
        throw new ControlError(400, `text: expected a text of 1 to ${TEXT_MAX} characters`)
      const write = {
        at: cloud.clock.now(),
        actor: OPERATOR,
        call: 'textRecords',
        requestId: cloud.ids.uuid(),
      }
      publishTextRecord(tenant(), write, domain, text)
      return { domain, texts: textRecordsOf(tenant(), domain) }
    },
  },
]

/** Whoever holds the control surface: nobody of the tenant. */
const OPERATOR = { type: 'system', id: 'casproof', displayName: 'casproof control surface' } as const

function nameIn(value: unknown): string {
  const name = typeof value === 'string' ? value.toLowerCase() : ''
  if (!NAME.test(name)) throw new ControlError(400, 'domain: expected the name of a domain')
  return name
}
