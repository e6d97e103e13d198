/** People at a browser, for the tests of this room. */
import { authorizeUrl, browser, returned, WEB } from './applications.ts'
import { passwordOf, upnOf, V2, type World } from './world.ts'

export const NOBODY = { username: upnOf('nobody'), password: passwordOf('nobody') }
export const ADMIN = { username: upnOf('admin'), password: passwordOf('admin') }

/** A browser in which the person has signed in and consented. */
export function signedInBrowser(at: World, person: Readonly<Record<string, string>> = NOBODY) {
  const tab = browser(at)
  tab.open(authorizeUrl({}))
  tab.submit(person)
  const answer = returned(tab.submit({ decision: 'accept' }))
  return { tab, answer }
}

export const decoded = (token: unknown) =>
  JSON.parse(Buffer.from(String(token).split('.')[1] ?? '', 'base64url').toString())

export const redeem = (at: World, code: unknown, more: Readonly<Record<string, string | undefined>> = {}) =>
  at.send(V2, {
    form: {
      grant_type: 'authorization_code',
      client_id: WEB.appId,
      client_secret: WEB.secret,
      redirect_uri: WEB.redirectUri,
      code: String(code),
      ...more,
    },
  })
