/** Publishes the record that verifies a domain, as its administrator would at the registrar. */
import * as v from 'valibot'
import { mailHostsOf, publishTextRecord, textRecordsOf } from '../../public-dns.ts'
import { operatorWrite } from '../operator.ts'
import { type Route, route } from '../route.ts'
import { TEXTS } from '../schemas.ts'

const NAME = /^(?=.{3,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+$/i
/** Characters. Longer records are possible in DNS, but verification records are short. */
const TEXT_MAX = 4096
const TEXT_WORDS = `a text of 1 to ${TEXT_MAX} characters`

const DOMAIN = v.pipe(
  v.string('the name of a domain'),
  v.regex(NAME, 'the name of a domain'),
  v.toLowerCase(),
)
const RECORDS = v.object({ domain: v.string(), texts: TEXTS })

export const publicDnsRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: 'tenants/{tenant}/textRecords',
    says: 'TXT records of a domain that the tenant sees in the public DNS',
    query: v.strictObject({ domain: DOMAIN }),
    output: RECORDS,
    run: ({ tenant, query: { domain } }) => ({ domain, texts: textRecordsOf(tenant(), domain) }),
  }),
  route({
    method: 'GET',
    path: 'tenants/{tenant}/mailHosts',
    says: 'hosts that the public DNS names for mail to a domain of the tenant',
    query: v.strictObject({ domain: DOMAIN }),
    output: v.object({ domain: v.string(), hosts: v.array(v.string()) }),
    run: ({ tenant, query: { domain } }) => ({ domain, hosts: mailHostsOf(tenant(), domain) }),
  }),
  route({
    method: 'POST',
    path: 'tenants/{tenant}/textRecords',
    says: 'publish one, so that Graph can verify the domain',
    body: v.strictObject({
      domain: DOMAIN,
      text: v.pipe(v.string(TEXT_WORDS), v.minLength(1, TEXT_WORDS), v.maxLength(TEXT_MAX, TEXT_WORDS)),
    }),
    output: RECORDS,
    run: ({ tenant, body: { domain, text }, cloud }) => {
      publishTextRecord(tenant(), operatorWrite(cloud, 'textRecords'), domain, text)
      return { domain, texts: textRecordsOf(tenant(), domain) }
    },
  }),
]
