import { describe, expect, test } from 'vitest'
import { world } from './testing/world.ts'

const MANAGED = {
  ver: '1.0',
  account_type: 'Managed',
  domain_name: 'contoso.com',
  cloud_instance_name: 'microsoftonline.com',
  cloud_audience_urn: 'urn:federation:MicrosoftOnline',
}
const ask = (target: string) => world().send(`GET ${target}`)

describe('the realm of a user', () => {
  test.each([
    ['MSAL for .NET and Java', '/common/userrealm/admin@contoso.com?api-version=1.0'],
    ['MSAL for Go', '/common/UserRealm/admin%40contoso.com?api-version=1.0'],
    ['of a tenant', '/contoso.com/userrealm/admin@contoso.com?api-version=1.0'],
    ['by query', '/common/userrealm/?user=admin@contoso.com&api-version=1.0'],
    ['a user whom nobody knows', '/common/userrealm/stranger@CONTOSO.com?api-version=1.0'],
  ])('%s: managed', (_who, target) => {
    const { status, headers, json } = ask(target)
    expect([status, json]).toEqual([200, MANAGED])
    expect(headers['Content-Type']).toBe('application/json; charset=utf-8')
  })

  test.each(['admin@nowhere.example', 'admin@pending.example', 'nobody', '%'])('%s: unknown', (user) => {
    const { status, json } = ask(`/common/userrealm/${user}?api-version=1.0`)
    const { domain_name: _none, ...unknown } = { ...MANAGED, account_type: 'Unknown' }
    expect([status, json]).toEqual([200, unknown])
  })

  test('the sign-in page asks another version', () => {
    const { json } = ask('/common/userrealm/?user=admin@contoso.com&api-version=2.1')
    expect(json).toMatchObject({
      NameSpaceType: 'Managed',
      Login: 'admin@contoso.com',
      DomainName: 'contoso.com',
      FederationBrandName: 'Contoso',
    })
    expect(ask('/common/userrealm/a@nowhere.example?api-version=2.1').json.NameSpaceType).toBe('Unknown')
  })

  test('the oldest form is JSON or XML', () => {
    const { json } = ask('/GetUserRealm.srf?login=admin@contoso.com')
    expect(json).toMatchObject({
      State: 4,
      UserState: 1,
      NameSpaceType: 'Managed',
      DomainName: 'contoso.com',
    })
    const { headers, text } = ask('/getuserrealm.srf?login=%3Cadmin%3E@contoso.com&xml=1')
    expect(headers['Content-Type']).toBe('text/xml; charset=utf-8')
    expect(text).toMatch(
      /^<RealmInfo Success="true"><State>4<\/State>.*<NameSpaceType>Managed<\/NameSpaceType>/,
    )
    expect(text).toContain('<Login>&#60;admin&#62;@contoso.com</Login>')
  })
})
