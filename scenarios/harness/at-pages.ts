/** A person at Microsoft's pages and back at the product's console, in a browser that keeps its cookies. */

export interface AtPages {
  /** Opens a consent page, signs in, decides. */
  consent(url: string, decision: 'accept' | 'decline'): Promise<SentBack>
  /** Opens an address at which an application has people sign in. Who is signed in already comes back without a page. */
  signIn(url: string): Promise<SentBack>
}

/** The address to which the browser is sent, or why it is not. */
export type SentBack = { readonly callback: string } | { readonly refusal: string }

export function atPages(
  fetch: typeof globalThis.fetch,
  { username, password }: { readonly username: string; readonly password: string },
): AtPages {
  const open = browserOver(fetch)
  return {
    async consent(url, decision) {
      const page = await open(url)
      if (page.status !== 200) return { refusal: reasonIn(await page.text()) }
      return sentBackBy(await open(url, { username, password, decision }))
    },
    async signIn(url) {
      const page = await open(url)
      return sentBackBy(page.status === 200 ? await open(url, { username, password }) : page)
    },
  }
}

/** Opens a page, or sends its form. Cookies are kept as a browser keeps them, so that one sign-in lasts. */
function browserOver(fetch: typeof globalThis.fetch) {
  const cookies = new Map<string, string>()
  return async (url: string, form?: Readonly<Record<string, string>>): Promise<Response> => {
    const kept = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = {
      ...(kept === '' ? {} : { Cookie: kept }),
      ...(form ? { 'Content-Type': 'application/x-www-form-urlencoded' } : {}),
    }
    const sent = form ? { method: 'POST', body: new URLSearchParams(form).toString() } : {}
    const page = await fetch(url, { ...sent, headers, redirect: 'manual' })
    for (const cookie of page.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=;]+)=([^;]*)/.exec(cookie) ?? []
      cookies.set(name, value)
    }
    return page
  }
}

async function sentBackBy(page: Response): Promise<SentBack> {
  const callback = page.headers.get('Location')
  return callback ? { callback } : { refusal: reasonIn(await page.text()) }
}

/** What the product's console answers to the address that a browser brings. */
interface Taken {
  readonly code: string
  readonly data: object
}

/**
 * Gives a permission as the guides print it: Microsoft's page, and back at the console. Where the console has the person
 * sign in as well, one more redirect comes between.
 * @param url of the page @param take brings an address back to the console
 */
export async function givePermission<Answer extends Taken>(
  person: AtPages,
  url: string,
  take: (callback: string) => Promise<Answer>,
  {
    decision = 'accept',
    signs = person,
    changed = (callback) => callback,
  }: {
    readonly decision?: 'accept' | 'decline'
    /** Who signs in, where it is somebody else. */
    readonly signs?: AtPages
    /** What somebody makes of the answer to the consent before the console gets it. */
    readonly changed?: (callback: string) => string
  } = {},
): Promise<Answer | { readonly refusal: string }> {
  const consented = await person.consent(url, decision)
  if ('refusal' in consented) return consented
  return signedIn(signs, await take(changed(consented.callback)), take)
}

/** Signs in wherever the console’s answer gives an address for it, and brings back where that ends. */
export async function signedIn<Answer extends Taken>(
  person: AtPages,
  first: Answer,
  take: (callback: string) => Promise<Answer>,
): Promise<Answer | { readonly refusal: string }> {
  let answer = first
  for (let redirects = 0; 'url' in answer.data && redirects < REDIRECTS_MAX; redirects++) {
    const signed = await person.signIn(String(answer.data.url))
    if ('refusal' in signed) return signed
    answer = await take(signed.callback)
  }
  return answer
}

/** A browser gives up, too. */
const REDIRECTS_MAX = 20

const reasonIn = (page: string): string => /AADSTS\d+[^<]*/.exec(page)?.[0] ?? 'no reason given'
