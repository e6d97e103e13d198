/** The few pages that the sign-in service shows. Plain HTML without scripts; every value is escaped. */
import type { Answer } from '../wire.ts'

export interface ConsentPage {
  /** Where the form posts to: path and query of the request itself. */
  readonly action: string
  readonly application: string
  readonly organization: string
  readonly resources: readonly string[]
  /** Why the page is shown again; empty at first. */
  readonly message: string
  readonly status?: number
}

export function consentPage({
  action,
  application,
  organization,
  resources,
  message,
  status = 200,
}: ConsentPage): Answer {
  const note = message === '' ? '' : `<p class="error" role="alert">${escaped(message)}</p>`
  return page(
    status,
    'Permissions requested',
    `${note}<p><b>${escaped(application)}</b> asks for permissions in <b>${escaped(organization)}</b>:</p>
<ul>${resources.map((name) => `<li>all that it requires of ${escaped(name)}</li>`).join('')}</ul>
<form method="post" action="${escaped(action)}">
<label>User name <input name="username" autocomplete="username" required></label>
<label>Password <input name="password" type="password" autocomplete="current-password" required></label>
<button name="decision" value="accept">Accept</button> <button name="decision" value="decline">Cancel</button>
</form>`,
  )
}

/** A page that says why a request cannot go on. */
export function errorPage(status: number, message: string): Answer {
  return page(status, 'Sign in', `<p class="error" role="alert">${escaped(message)}</p>`)
}

function page(status: number, title: string, content: string): Answer {
  const body = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title><style>${STYLE}</style></head><body><main><h1>${title}</h1>${content}<footer>mock Microsoft 365</footer></main></body></html>`
  return { status, headers: HEADERS, body }
}

const escaped = (value: string): string =>
  value.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

const STYLE =
  'body{font:16px/1.5 system-ui,sans-serif;background:#f2f2f2;margin:0}main{max-width:26rem;margin:4rem auto;padding:2rem;background:#fff;box-shadow:0 2px 6px #0003}h1{font-size:1.4rem}label{display:block;margin:.75rem 0}input{width:100%;box-sizing:border-box;padding:.4rem;font:inherit}button{font:inherit;padding:.4rem 1.2rem}.error{color:#a4262c}footer{margin-top:2rem;color:#666;font-size:.8rem}'

const HEADERS: Readonly<Record<string, string>> = {
  'Content-Type': 'text/html; charset=utf-8',
  'Cache-Control': 'no-store, no-cache',
  'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; form-action 'self' https: http:",
  'X-Frame-Options': 'DENY',
  'X-Content-Type-Options': 'nosniff',
}
