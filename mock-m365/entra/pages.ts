/**
 * The pages of the sign-in service: plain HTML with every value escaped. The only script is a line that
 * submits a form.
 */

import { createHash } from 'node:crypto'
import { secondsText } from '../times.ts'
import type { Answer } from '../wire.ts'

/** Data that every page with a form needs. */
interface Form {
  /** Target of the form: path and query of the request itself. */
  readonly action: string
  /** Where the browser may be sent after the form: an origin, or the scheme of an app. */
  readonly next?: string | undefined
  /** Why the page is shown again; empty the first time. */
  readonly message?: string
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
}

export interface Permission {
  readonly resource: string
  /** Names of scopes, or everything that the application requires. */
  readonly names: readonly string[]
}

export interface ConsentPage extends Form {
  readonly application: string
  readonly organization: string
  readonly permissions: readonly Permission[]
  /** Who is signed in; the page asks for name and password where nobody is. */
  readonly person: { readonly name: string; readonly canary: string } | undefined
  /** The name typed before, where nobody is signed in. */
  readonly username?: string
  /** Whether the consent is for everybody: always, never, or if the person ticks it. */
  readonly forAll: 'always' | 'never' | 'asked'
}

export function consentPage(page: ConsentPage): Answer {
  const { application, organization, permissions, person, username = '', forAll } = page
  const where = forAll === 'always' ? ` in <b>${escaped(organization)}</b>, for everybody there` : ''
  return formPage(page, 'Permissions requested', [
    person ? signedInAs(person.name) : '',
    `<p><b>${escaped(application)}</b> asks for these permissions${where}:</p>${listed(permissions)}`,
    person ? hidden('canary', person.canary) : credentials(username),
    forAll === 'asked'
      ? `<label class="tick"><input type="checkbox" name="organization" value="on"> Consent on behalf of ${escaped(organization)}</label>`
      : '',
    buttons([
      ['accept', 'Accept'],
      ['decline', 'Cancel'],
    ]),
  ])
}

export interface SignInPage extends Form {
  readonly application: string
  readonly username: string
}

export function signInPage(page: SignInPage): Answer {
  return formPage(page, 'Sign in', [
    `<p>to continue to <b>${escaped(page.application)}</b></p>`,
    credentials(page.username),
    buttons([['', 'Sign in']]),
  ])
}

export interface PickPage extends Form {
  readonly application: string
  readonly canary: string
  readonly accounts: readonly { readonly id: string; readonly name: string; readonly upn: string }[]
}

export function pickPage(page: PickPage): Answer {
  const tiles = page.accounts.map(
    ({ id, name, upn }) =>
      `<button class="tile" name="account" value="${escaped(id)}">${escaped(name)}<br><small>${escaped(upn)}</small></button>`,
  )
  return formPage(page, 'Pick an account', [
    `<p>to continue to <b>${escaped(page.application)}</b></p>`,
    hidden('canary', page.canary),
    ...tiles,
    '<button class="tile" name="account" value="other">Use another account</button>',
  ])
}

export interface SecondStepPage extends Form {
  readonly name: string
  /** Id of the account that the form uses. */
  readonly account: string
  readonly canary: string
  /** Whether the person has an app that shows codes, and one that shows notifications. */
  readonly codes: boolean
  readonly approval: boolean
}

/** A button on the page replaces the phone (proposed). */
export function secondStepPage(page: SecondStepPage): Answer {
  const { name, account, canary, codes, approval } = page
  const isNew = !codes && !approval
  return formPage(page, isNew ? 'More information required' : 'Verify your identity', [
    signedInAs(name),
    hidden('canary', canary),
    hidden('account', account),
    isNew
      ? '<p>Your organization needs more information to keep your account secure. Next registers an authenticator app for you.</p><p class="buttons"><button name="factor" value="register">Next</button></p>'
      : '',
    codes
      ? '<label>Code of your authenticator app <input name="otc" inputmode="numeric" autocomplete="one-time-code" maxlength="8" required autofocus></label>'
      : '',
    codes ? buttons([['', 'Verify']]) : '',
    approval
      ? '<p>A request was sent to your authenticator app. Use these buttons instead.</p><p class="buttons"><button name="factor" value="approve" formnovalidate>Approve</button> <button name="factor" value="deny" formnovalidate>Deny</button></p>'
      : '',
  ])
}

/**
 * The link for people who also have an administrator's account (its text, and that of the link back, are
 * observed).
 */
const OTHER_ACCOUNT =
  '<p><button class="link" name="account" value="other" formnovalidate>Have an admin account? Sign in with that account</button></p>'

/** Says that only an administrator can continue: the person signs in as one, or goes back. */
export function approvalPage(page: Form & { readonly name: string; readonly canary: string }): Answer {
  return formPage({ ...page, status: 403 }, 'Need admin approval', [
    signedInAs(page.name),
    hidden('canary', page.canary),
    OTHER_ACCOUNT,
    '<p><button class="link" name="decision" value="return">Return to the application without granting consent</button></p>',
  ])
}

/** The same where the tenant accepts requests: the person gives a reason for an administrator. */
export function requestPage(
  page: Form & {
    readonly application: string
    readonly permissions: readonly Permission[]
    readonly person: { readonly name: string; readonly canary: string }
  },
): Answer {
  const { application, permissions, person } = page
  return formPage({ ...page, status: 403 }, 'Approval required', [
    signedInAs(person.name),
    `<p><b>${escaped(application)}</b> requires your admin's approval to use:</p>${listed(permissions)}`,
    hidden('canary', person.canary),
    `<label>Enter justification for requesting this app <input name="reason" maxlength="${REASON_MAX}" required autofocus></label>`,
    buttons([
      ['request', 'Request approval'],
      ['return', 'Cancel'],
    ]),
    // That this page also has it is inferred.
    OTHER_ACCOUNT,
  ])
}

/** Characters of a justification (proposed). */
export const REASON_MAX = 1000

export function requestedPage(page: Form & { readonly name: string; readonly canary: string }): Answer {
  return formPage(page, 'Request sent', [
    signedInAs(page.name),
    '<p>Your request was sent to your administrators, who can approve or deny it.</p>',
    hidden('canary', page.canary),
    '<button name="decision" value="return">Back to the application</button>',
  ])
}

export function userCodePage(page: Form & { readonly code: string }): Answer {
  return formPage(page, 'Enter code', [
    '<p>Enter the code that is shown on your app or device.</p>',
    `<label>Code <input name="user_code" value="${escaped(page.code)}" autocomplete="off" autocapitalize="characters" maxlength="16" required autofocus></label>`,
    buttons([['', 'Next']]),
  ])
}

export interface DevicePage extends Form {
  readonly application: string
  readonly person: { readonly name: string; readonly canary: string }
}

export function devicePage(page: DevicePage): Answer {
  return formPage(page, `Are you trying to sign in to ${page.application}?`, [
    signedInAs(page.person.name),
    '<p>Only continue if you downloaded the app from a store or website that you trust.</p>',
    hidden('canary', page.person.canary),
    buttons([
      ['continue', 'Continue'],
      ['decline', 'Cancel'],
    ]),
  ])
}

/** Details of a failed request, shown on the page for troubleshooting. */
export interface Trail {
  readonly requestId: string
  readonly correlationId: string
  /** Milliseconds since the epoch. */
  readonly at: number
}

/** A page that says why a request failed. Words, their order and the form of the time are observed. */
export function errorPage(status: number, message: string, trail: Trail): Answer {
  const details = [
    ['Request Id', trail.requestId],
    ['Correlation Id', trail.correlationId],
    ['Timestamp', secondsText(trail.at)],
    ['Message', message],
  ].map(([name = '', value = '']) => `<div>${name}: ${escaped(value)}</div>`)
  return rendered(
    { status },
    'Sign in',
    `<p><b>Sorry, but we’re having trouble signing you in.</b></p><p class="error" role="alert">${escaped(message)}</p><h2>Troubleshooting details</h2><p>If you contact your administrator, send this info to them.</p><div class="details">${details.join('')}</div>`,
  )
}

export function notePage(
  title: string,
  note: string,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return rendered({ headers }, title, `<p>${escaped(note)}</p>`)
}

const SUBMIT = 'document.forms[0].submit()'
const SUBMIT_HASH = createHash('sha256').update(SUBMIT).digest('base64')

/** `response_mode=form_post`: the answer goes to the application in a form that sends itself. */
export function postingPage(
  target: string,
  parameters: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>>,
): Answer {
  const fields = Object.entries(parameters).map(([name, value]) => hidden(name, value))
  const form = `<form method="post" action="${escaped(target)}">${fields.join('')}<noscript><p>Scripts are off. Press the button to go on.</p></noscript><button>Continue</button></form><script>${SUBMIT}</script>`
  return rendered({ headers, next: target, script: `'sha256-${SUBMIT_HASH}'` }, 'Working...', form)
}

function formPage(page: Form, title: string, parts: readonly string[]): Answer {
  const { action, message = '' } = page
  const note = message === '' ? '' : `<p class="error" role="alert">${escaped(message)}</p>`
  return rendered(
    page,
    title,
    `${note}<form method="post" action="${escaped(action)}">${parts.join('\n')}</form>`,
  )
}

interface Frame {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly next?: string | undefined
  readonly script?: string
}

function rendered(
  { status = 200, headers = {}, next, script }: Frame,
  title: string,
  content: string,
): Answer {
  const body = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title><style>${STYLE}</style></head><body><main><h1>${escaped(title)}</h1>${content}<footer>mock Microsoft 365</footer></main></body></html>`
  const policy = [
    "default-src 'none'",
    `style-src 'sha256-${STYLE_HASH}'`,
    `form-action ${["'self'", targetOf(next)].filter(Boolean).join(' ')}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
    ...(script ? [`script-src ${script}`] : []),
  ].join('; ')
  return { status, headers: { ...HEADERS, 'Content-Security-Policy': policy, ...headers }, body }
}

/** A source of the content security policy for an address: its origin, or its scheme where it has none. */
function targetOf(address: string | undefined): string {
  if (!address || !URL.canParse(address)) return ''
  const { origin, protocol } = new URL(address)
  return origin === 'null' ? protocol : origin
}

function listed(permissions: readonly Permission[]): string {
  const rows = permissions.map(
    ({ resource, names }) =>
      `<li><b>${escaped(resource)}</b><br>${escaped(names.join(', ')) || 'what it requires there'}</li>`,
  )
  return `<ul>${rows.join('')}</ul>`
}

const signedInAs = (name: string): string => `<p class="who">${escaped(name)}</p>`

const hidden = (name: string, value: string): string =>
  `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`

const credentials = (username: string): string =>
  `<label>User name <input name="username" value="${escaped(username)}" autocomplete="username" autocapitalize="none" spellcheck="false" required${username === '' ? ' autofocus' : ''}></label>
<label>Password <input name="password" type="password" autocomplete="current-password" required${username === '' ? '' : ' autofocus'}></label>`

/** The Enter key presses the first button. */
function buttons(values: readonly (readonly [value: string, label: string])[]): string {
  const made = values.map(([value, label]) =>
    value === ''
      ? `<button>${label}</button>`
      : `<button name="decision" value="${value}"${value === 'decline' || value === 'return' ? ' formnovalidate' : ''}>${label}</button>`,
  )
  return `<p class="buttons">${made.join(' ')}</p>`
}

const escaped = (value: string): string =>
  value.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

const STYLE =
  'body{font:16px/1.5 system-ui,sans-serif;background:#f2f2f2;color:#1b1b1b;margin:0}main{max-width:26rem;margin:4rem auto;padding:2rem;background:#fff;box-shadow:0 2px 6px #0003;overflow-wrap:anywhere}@media(max-width:30rem){main{margin:0}}h1{font-size:1.5rem;line-height:1.25;margin:0 0 1rem}h2{font-size:1rem;margin:1.5rem 0 0}h2+p{margin:0 0 .75rem}.details{font-size:.85rem}label{display:block;margin:.75rem 0}label.tick input{width:auto;margin-right:.5rem}input{width:100%;box-sizing:border-box;padding:.4rem;font:inherit;border:1px solid #666}ul{padding-left:1.2rem}.buttons{text-align:right;margin:1.5rem 0 0}button{font:inherit;padding:.4rem 1.4rem;border:1px solid #8a8a8a;background:#e6e6e6;color:#000}.buttons button:first-child,main>form>button:only-of-type{background:#0067b8;border-color:#0067b8;color:#fff}button.tile{display:block;width:100%;text-align:left;margin:.5rem 0;background:#fff}button.link{padding:0;border:0;background:none;color:#0067b8;text-align:left;cursor:pointer}button.link:hover{text-decoration:underline}:focus-visible{outline:2px solid #0067b8;outline-offset:2px}.error{color:#a4262c}.who{color:#444;margin:0 0 1rem}footer{margin-top:2rem;color:#595959;font-size:.8rem}'
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64')

const HEADERS: Readonly<Record<string, string>> = {
  'Content-Type': 'text/html; charset=utf-8',
  'Cache-Control': 'no-store, no-cache',
  Pragma: 'no-cache',
  'Referrer-Policy': 'strict-origin-when-cross-origin',
  'X-Frame-Options': 'DENY',
  'X-Content-Type-Options': 'nosniff',
}
