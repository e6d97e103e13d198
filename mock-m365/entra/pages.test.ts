import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { browserFor, hasChromium } from '#browser'
import { makeAuthority } from '../serve/home/certificates.ts'
import { serve } from '../serve/index.ts'
import { oneTimeCode } from './authorize/one-time-code.ts'
import { authorizeUrl, NATIVE, withApplications } from './testing/applications.ts'
import { policy, withAuthenticator } from './testing/flows.ts'
import { CONSENT_V1, NOW, passwordOf, TENANT_ID, upnOf, type World } from './testing/world.ts'

// Every host name leads to this machine; the server's port replaces 443.
const chromium = browserFor('pages.test.ts', ['--host-resolver-rules=MAP * 127.0.0.1'])

interface Tab {
  readonly page: Page
  /** Requests to the application's redirect URI: method, address and body. */
  readonly heard: { readonly method: string; readonly url: URL; readonly body: string }[]
  /** Complaints of the browser, such as breaches of the content security policy. */
  readonly complaints: string[]
  close(): Promise<void>
}

/**
 * A tab of a real browser at the real server, which answers for every host. It refuses the application's
 * host, and that is enough.
 */
async function tabOf({ cloud }: World, javaScriptEnabled = true): Promise<Tab & { origin: string }> {
  const authority = makeAuthority(NOW)
  const door = await serve({ cloud, home: { authority, caFile: '' } })
  const context = await chromium().newContext({
    javaScriptEnabled,
    ignoreHTTPSErrors: true,
    viewport: { width: 1000, height: 720 },
  })
  const page = await context.newPage()
  const { origin } = door
  const heard: { method: string; url: URL; body: string }[] = []
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      complaints.push(message.text())
  })
  page.on('request', (request) => {
    const url = new URL(request.url())
    if (url.origin !== origin) heard.push({ method: request.method(), url, body: request.postData() ?? '' })
  })
  const close = async () => {
    await context.close()
    await door.close()
  }
  return { page, heard, complaints, origin, close }
}

/** Waits until a request for the application was sent; the page behind it does not matter. */
const sent = async ({ page, heard }: Tab) => {
  // The form's address contains the application's address too, so only requests to the application count.
  if (heard.length === 0) await page.waitForEvent('request', () => heard.length > 0)
  return heard[0]
}

async function signIn(page: Page, person: string) {
  await page.getByLabel('User name').fill(upnOf(person))
  await page.getByLabel('Password').fill(passwordOf(person))
  await page.keyboard.press('Enter')
}

describe.skipIf(!hasChromium)('the pages in Chromium (skipped where none is installed)', () => {
  test('a person signs in with the keyboard, consents, and comes back silently', async () => {
    const tab = await tabOf(withApplications())
    const { page, origin, heard, complaints } = tab
    await page.goto(`${origin}${authorizeUrl({})}`)
    expect(await page.title()).toBe('Sign in')
    await signIn(page, 'nobody')
    await page.getByRole('heading', { name: 'Permissions requested' }).waitFor()
    await page.getByRole('button', { name: 'Accept' }).click()
    await sent(tab)
    await page.goto(`${origin}${authorizeUrl({ prompt: 'none' })}`).catch(() => {})
    expect(heard.map(({ url }) => [url.searchParams.has('code'), url.searchParams.get('state')])).toEqual([
      [true, 'a state'],
      [true, 'a state'],
    ])
    expect(complaints).toEqual([])
    await tab.close()
  })

  test.each([true, false])('form_post reaches the application, with scripts: %s', async (scripts) => {
    const tab = await tabOf(withApplications(), scripts)
    const { page, origin, complaints } = tab
    await page.goto(`${origin}${authorizeUrl({ response_mode: 'form_post' })}`)
    await signIn(page, 'nobody')
    await page.getByRole('button', { name: 'Accept' }).click()
    if (!scripts) await page.getByRole('button', { name: 'Continue' }).click()
    const heard = await sent(tab)
    expect([heard?.method, new URLSearchParams(heard?.body).get('state')]).toEqual(['POST', 'a state'])
    expect(complaints).toEqual([])
    await tab.close()
  })

  test('an administrator consents for the organization, and somebody else is sent away with the reason', async () => {
    const at = withApplications()
    const tab = await tabOf(at)
    await tab.page.goto(`${tab.origin}${CONSENT_V1}`)
    await tab.page.getByLabel('User name').fill(upnOf('admin'))
    await tab.page.getByLabel('Password').fill(passwordOf('admin'))
    await tab.page.getByRole('button', { name: 'Accept' }).click()
    expect((await sent(tab))?.url.searchParams.get('admin_consent')).toBe('True')
    const other = await tabOf(at)
    await other.page.goto(`${other.origin}${CONSENT_V1}`)
    await signIn(other.page, 'nobody')
    await other.page.getByRole('heading', { name: 'Need admin approval' }).waitFor()
    await other.page.getByRole('button', { name: 'Return to the application' }).click()
    expect((await sent(other))?.url.searchParams.get('error')).toBe('access_denied')
    await Promise.all([tab.close(), other.close()])
  })

  test('who may not consent signs in as an administrator on the same page', async () => {
    const tab = await tabOf(withApplications())
    const { page, origin, complaints } = tab
    await page.goto(`${origin}${CONSENT_V1}`)
    await signIn(page, 'nobody')
    await page.getByRole('button', { name: 'Have an admin account?' }).click()
    await page.getByLabel('User name').fill(upnOf('admin'))
    await page.getByLabel('Password').fill('wrong')
    await page.keyboard.press('Enter')
    await page.getByText('AADSTS50126').waitFor()
    expect(await page.getByLabel('User name').inputValue()).toBe(upnOf('admin'))
    await page.getByLabel('Password').fill(passwordOf('admin'))
    await page.keyboard.press('Enter')
    expect((await sent(tab))?.url.searchParams.get('tenant')).toBe(TENANT_ID)
    expect(complaints).toEqual([])
    await tab.close()
  })

  test('a second step: registered, approved, and then a code', async () => {
    const at = withApplications()
    policy(at, { grantControls: { builtInControls: ['mfa'] } })
    const tab = await tabOf(at)
    const { page, origin, complaints } = tab
    await page.goto(`${origin}${authorizeUrl({})}`)
    await signIn(page, 'nobody')
    await page.getByRole('heading', { name: 'More information required' }).waitFor()
    await page.getByRole('button', { name: 'Next' }).click()
    await page.getByRole('heading', { name: 'Verify your identity' }).waitFor()
    await page.getByRole('button', { name: 'Deny' }).click()
    await page.getByText('AADSTS500121').waitFor()
    await page.getByRole('button', { name: 'Approve' }).click()
    await page.getByRole('button', { name: 'Accept' }).click()
    await sent(tab)
    expect(complaints).toEqual([])
    await tab.close()
  })

  test('a second step by a code, with the keyboard', async () => {
    const at = withApplications()
    policy(at, { grantControls: { builtInControls: ['mfa'] } })
    withAuthenticator(at, 'nobody', 'JBSWY3DPEHPK3PXP')
    const { page, origin, complaints, close } = await tabOf(at)
    await page.goto(`${origin}${authorizeUrl({})}`)
    await signIn(page, 'nobody')
    await page.getByLabel('Code').fill(oneTimeCode('JBSWY3DPEHPK3PXP', at.clock.now()))
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Permissions requested' }).waitFor()
    expect(complaints).toEqual([])
    await close()
  })

  test('a device’s code', async () => {
    const at = withApplications()
    const { json } = at.send('POST /common/oauth2/v2.0/devicecode', {
      form: { client_id: NATIVE.appId, scope: 'openid https://graph.microsoft.com/User.Read' },
    })
    const { page, origin, close } = await tabOf(at)
    await page.goto(`${origin}/devicelogin`)
    await page.getByLabel('Code').fill(String(json.user_code))
    await page.keyboard.press('Enter')
    await signIn(page, 'nobody')
    await page.getByRole('heading', { name: 'Are you trying to sign in to Native?' }).waitFor()
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByRole('button', { name: 'Accept' }).click()
    await page.getByText('You have signed in to Native on your device').waitFor()
    await close()
  })
})
