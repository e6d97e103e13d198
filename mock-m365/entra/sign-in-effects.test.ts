import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { applications } from '../graph/resources/applications.ts'
import { servicePrincipals } from '../graph/resources/servicePrincipals.ts'
import { APPLICATION, type Effect, SERVICE_PRINCIPAL } from './sign-in-effects.ts'
import { authorizeUrl, browser, returned, WEB, withApplications } from './testing/applications.ts'
import { ADMIN } from './testing/browser.ts'
import { assertionWith, send } from './testing/flows.ts'
import { INLINE, ready, said, V2 } from './testing/world.ts'

const ROOM = fileURLToPath(new URL('.', import.meta.url))
const CODE = readdirSync(ROOM, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.startsWith('testing/'))
  .filter((file) => file !== 'sign-in-effects.ts')
  .map((file) => readFileSync(`${ROOM}/${file}`, 'utf8'))
  .join('\n')

interface Properties {
  readonly properties: ReadonlyMap<string, { readonly readOnly?: boolean }>
}
/** In either version. */
const writable = ({ schema }: { readonly schema: Properties & { readonly beta: Properties } }): string[] => {
  const all = [...schema.properties, ...schema.beta.properties]
  return [...new Set(all.filter(([, { readOnly }]) => readOnly !== true).map(([name]) => name))]
}

describe.each([
  ['application', APPLICATION, applications],
  ['servicePrincipal', SERVICE_PRINCIPAL, servicePrincipals],
] as const)('what is written on a %s', (_type, effects, resource) => {
  test('has its line, and only that', () => {
    const lines = Object.keys(effects).filter((name) => /^\w+$/.test(name))
    expect(lines.sort()).toEqual(writable(resource).sort())
  })

  test.each(Object.entries<Effect>(effects))('%s: %s', (name, effect) => {
    const last = name.split('.').at(-1) ?? ''
    if (effect === 'acts') expect(CODE).toMatch(new RegExp(`\\b${last}\\b`))
    else expect(effect).toMatch(/^describes$|^not emulated: [A-Za-z][^.]*$/)
  })
})

describe('credentials of a principal', () => {
  const secret = { secretText: 'of the principal', endDateTime: '2099-01-01T00:00:00Z' }

  test('a secret that is added to the principal is good in its tenant', () => {
    const at = ready()
    const form = {
      grant_type: 'client_credentials',
      client_id: INLINE.clientId,
      client_secret: secret.secretText,
      scope: 'https://graph.microsoft.com/.default',
    }
    expect(said(at.send(V2, { form }))).toBe('401 invalid_client 7000215')
    at.change('servicePrincipals', 'appId', INLINE.clientId, { passwordCredentials: [secret] })
    expect(at.send(V2, { form }).status).toBe(200)
    expect(at.send(V2, { form: { ...form, client_secret: INLINE.clientSecret } }).status).toBe(200)
    at.clock.advance(80 * 365 * 86_400_000)
    expect(said(at.send(V2, { form }))).toBe('401 invalid_client 7000222')
  })

  test('so is a certificate', () => {
    const at = withApplications()
    const [application] = at.tenant.find('applications', 'appId', WEB.appId)
    at.change('applications', 'appId', WEB.appId, { keyCredentials: [] })
    expect(said(send(at, assertionWith()))).toBe('401 invalid_client 700027')
    at.change('servicePrincipals', 'appId', WEB.appId, { keyCredentials: application?.keyCredentials })
    expect(send(at, assertionWith()).status).toBe(200)
  })
})

test('the default address is the one where none is asked for', () => {
  const at = withApplications()
  at.change('applications', 'appId', WEB.appId, { defaultRedirectUri: 'http://localhost/web' })
  const tab = browser(at)
  tab.open(authorizeUrl({ response_mode: 'query' }).replace(/&?redirect_uri=[^&]*/, ''))
  tab.submit(ADMIN)
  const heard = tab.submit({ decision: 'accept' })
  expect(heard.headers.Location).toMatch(/^http:\/\/localhost\/web\?code=/)
  expect(returned(heard)).toHaveProperty('code')
})

test('a resource is named by any of its principal’s names', () => {
  const at = ready()
  const [graph] = at.tenant.find('servicePrincipals', 'appId', '00000003-0000-0000-c000-000000000000')
  at.change('servicePrincipals', 'id', String(graph?.id), {
    servicePrincipalNames: ['https://alias.example/graph'],
  })
  const form = {
    grant_type: 'client_credentials',
    client_id: INLINE.clientId,
    client_secret: INLINE.clientSecret,
  }
  const heard = at.send(V2, { form: { ...form, scope: 'https://alias.example/graph/.default' } })
  expect(heard.status).toBe(200)
  expect(said(at.send(V2, { form: { ...form, scope: 'https://alias.example/none/.default' } }))).toBe(
    '400 invalid_resource 500011',
  )
})
