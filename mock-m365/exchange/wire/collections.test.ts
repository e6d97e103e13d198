import { describe, expect, test } from 'vitest'
import { issueToken } from '../../entra/tokens/tokens.ts'
import { roleTemplate } from '../../entra/well-known.ts'
import type { Reply } from '../testing/world.ts'
import { claimsOf, errorText, personId, TENANT_ID, world } from '../testing/world.ts'

const anchored = (size = 1000) => ({
  headers: { prefer: `odata.maxpagesize=${size}`, 'x-anchormailbox': `TID:${TENANT_ID}` },
})
const aliases = ({ json }: Reply) => json.value.map(({ Alias }) => Alias)

describe('GET Mailbox', () => {
  test('is read page by page, by GET', () => {
    const { ask, tenant } = world({ people: 7 })
    const found: unknown[] = []
    let request: string | undefined = "GET Mailbox?$filter=startswith(Alias,'person')&$select=Alias"
    for (let page = 0; request && page < 5; page++) {
      const reply = ask(request, anchored(3))
      expect(reply.status, reply.text).toBe(200)
      found.push(...aliases(reply))
      const next = reply.json['@odata.nextLink']
      const url = next === undefined ? undefined : new URL(next)
      request = url && `GET ${url.pathname}${url.search}`
    }
    expect(found).toEqual([0, 1, 2, 3, 4, 5, 6].map((i) => `person${i}`))
    expect(tenant.position).toBe(0)
  })

  test('shows the smallest property set, bare of annotations, and others by name', () => {
    const { ask } = world({ people: 1 })
    const [row = {}] = ask("GET Mailbox?$filter=Alias eq 'person0'").json.value
    expect(Object.keys(row).sort()).toEqual([
      ...['Alias', 'DisplayName', 'DistinguishedName', 'EmailAddresses', 'ExchangeVersion'],
      ...['ExternalDirectoryObjectId', 'Guid', 'Id', 'Name', 'OrganizationId', 'PrimarySmtpAddress'],
      ...['RecipientType', 'RecipientTypeDetails', 'UserPrincipalName'],
    ])
    const namesOf = (query: string) => Object.keys(ask(`GET Mailbox?${query}`).json.value[0] ?? {})
    expect(namesOf('$select=Name,ForwardingSmtpAddress').sort()).toEqual(['ForwardingSmtpAddress', 'Name'])
    expect(namesOf('PropertySets=Quota')).toEqual(expect.arrayContaining(['ProhibitSendQuota']))
    expect(namesOf('PropertySet=Minimum,Delivery&$select=Office')).toEqual(
      expect.arrayContaining(['Alias', 'ForwardingAddress', 'Office']),
    )
    expect(namesOf('PropertySets=All').length).toBeGreaterThan(100)
  })

  test.each([
    ['$top=2', ['person0', 'person1']],
    ["$filter=Alias eq 'PERSON1' or Alias eq 'ann'", ['person1']],
    ["$filter=RecipientTypeDetails eq 'SharedMailbox'", []],
    ['RecipientTypeDetails=SharedMailbox,RoomMailbox', []],
    ['RecipientTypeDetails=UserMailbox&$top=1', ['person0']],
    ['ResultSize=1', ['person0']],
  ])('%s gives %j', (query, expected) => {
    expect(aliases(world({ people: 2 }).ask(`GET Mailbox?${query}`))).toEqual(expected)
  })

  test.each([
    ['$filter=Alias', /Invalid filter/],
    ['$top=many', /\$top/],
    ['$orderby=Alias', /'\$orderby' is not supported/],
    ['PropertySets=Everything', /property set 'everything'/i],
    ['PropertySets=__proto__', /property set/],
    ['Colour=red', /specified\. Colour$/],
    ['RecipientTypeDetails=Nothing', /valid enumerator/],
    ['$skiptoken=1-2-3', /pagination request/],
    [`$filter=${'('.repeat(5000)}`, /Invalid filter/],
  ])('%s is refused', (query, text) => {
    const reply = world().ask(`GET Mailbox?${query}`)
    expect([reply.status, errorText(reply)]).toEqual([400, expect.stringMatching(text)])
  })

  test('one of them is found by any of its names, encoded or not', () => {
    const { ask } = world({ people: 3 })
    const named = (key: string, query = '') => ask(`GET Mailbox('${encodeURIComponent(key)}')${query}`)
    for (const key of [personId(1), 'person1@contoso.com', 'person1'])
      expect(JSON.parse(named(key).text)).toMatchObject({
        '@odata.context': expect.stringMatching(/#Mailbox\/\$entity$/),
        Alias: 'person1',
      })
    const encoded = Buffer.from('person2@contoso.com').toString('base64')
    expect(JSON.parse(named(encoded, '?IsEncoded=True').text).Alias).toBe('person2')
    expect(named('!!', '?IsEncoded=True').status).toBe(400)
    const missing = named('nobody')
    expect(missing).toMatchObject({
      status: 404,
      headers: { 'x-ExceptionType': 'ManagementObjectNotFoundException' },
    })
    expect(named("o''brien").status).toBe(404)
    expect(ask("GET Mailbox('')").status).toBe(404)
    expect(ask("POST Mailbox('person1')").status).toBe(405)
  })

  test('a function that is not emulated is not there', () => {
    const { ask } = world({ people: 1 })
    const status = (end: string) => ask(`GET Mailbox('person0')/${end}`).status
    expect(status('Exchange.GetCalendarStatistics()')).toBe(404)
    expect(status('MobileDevice/Exchange.GetMobileDeviceStatistics()/?IsEncoded=True')).toBe(404)
    expect(ask('GET Mailbox/Exchange.GetMailboxStatistics()').status).toBe(404)
  })

  test('asks for the roles of its cmdlet', () => {
    const { ask, cloud } = world()
    const tokenFor = (role: string) =>
      issueToken(cloud.services.entra, claimsOf({ wids: [roleTemplate(role)] }))
    const statuses = [
      'Global Reader',
      'Exchange Recipient Administrator',
      'Helpdesk Administrator',
      'Security Reader',
    ]
    expect(statuses.map((role) => ask('GET Mailbox', { token: tokenFor(role) }).status)).toEqual([
      200, 200, 200, 401,
    ])
    // https://github.com/MicrosoftDocs/office-docs-powershell/issues/7970
    const message = 'User is not allowed to call Get-Mailbox'
    const type = 'Microsoft.Exchange.Admin.OData.Core.ODataServiceException'
    expect(ask('GET Mailbox', { token: tokenFor('Security Reader') }).json).toEqual({
      error: { code: 'Unauthorized', message, innererror: { message, type } },
    })
  })
})

test('each entity set has property sets of its own', () => {
  const { ask } = world({ people: 1 })
  const namesOf = (request: string) => Object.keys(ask(`GET ${request}`).json.value[0] ?? {})
  expect(namesOf('Mailbox?PropertySets=SCL,Hold')).toEqual(expect.arrayContaining(['LitigationHoldEnabled']))
  expect(namesOf('Recipient').sort()).toEqual([
    ...['ExchangeVersion', 'ExternalDirectoryObjectId', 'Name', 'OrganizationId'],
    ...['RecipientType', 'RecipientTypeDetails'],
  ])
  expect(ask('GET Recipient?PropertySets=Quota').status).toBe(400)
})

test('recipients and client settings are collections too', () => {
  const { ask } = world({ people: 1 })
  const [recipient = {}] = ask(
    "GET Recipient?$filter=PrimarySmtpAddress eq 'person0@contoso.com'&PropertySet=All",
  ).json.value
  expect(recipient).toMatchObject({ DisplayName: 'Person 0' })
  expect(JSON.parse(ask("GET Recipient('person0@contoso.com')").text)).toMatchObject({
    RecipientType: 'UserMailbox',
  })
  expect(ask('GET CasMailbox?$top=1').json.value[0]).toHaveProperty('OWAEnabled')
})
