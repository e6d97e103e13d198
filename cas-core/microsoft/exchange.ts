/**
 * Exchange Online's admin endpoint: one POST a cmdlet, as the ExchangeOnlineManagement module sends it. There is
 * no Microsoft client for it in JavaScript, so this small client uses the fetch of the ports.
 * https://learn.microsoft.com/powershell/exchange/app-only-auth-powershell-v2
 */

import type { Ports } from '../ports.ts'
import { M365Error, noAnswer, retryAfterSecondsOf } from './errors.ts'
import { brokenOff } from './retry.ts'
import { type Tokens, withToken } from './token.ts'

export type Row = Readonly<Record<string, unknown>>
type Fields = Readonly<Record<string, unknown>>

export interface Exchange {
  /**
   * Runs a cmdlet and returns its output objects, all pages.
   * @param select properties to return; all, where it is left out @throws M365Error
   */
  invoke(cmdlet: string, parameters: Fields, select?: readonly string[]): Promise<Row[]>
  /** One page of a cmdlet's output. @throws M365Error */
  page(asked: PageAsked): Promise<{ readonly rows: readonly Row[]; readonly next: string | undefined }>
}

export interface PageAsked {
  readonly cmdlet: string
  readonly parameters: Fields
  /** Properties to return; all, where it is left out. */
  readonly select?: readonly string[]
  /** Link to the page; the first page, where it is left out. */
  readonly link?: string
}

const RESOURCE = 'https://outlook.office365.com'
const PAGES_MAX = 1_000

export function exchangeClient(ports: Ports, tokens: Tokens, tenantId: string): Exchange {
  const start = `${RESOURCE}/adminapi/beta/${tenantId}/InvokeCommand`
  const page: Exchange['page'] = async ({ cmdlet, parameters, select, link }) => {
    const body = JSON.stringify({ CmdletInput: { CmdletName: cmdlet, Parameters: parameters } })
    const url = link ?? (select ? `${start}?$select=${select.join(',')}` : start)
    const request: CmdletRequest = { url, body, cmdlet, tenantId }
    const answer: Page = await withToken(tokens, RESOURCE, (token) => post(ports, token, request))
    const next = answer['@odata.nextLink']
    // the token goes with each request, so no answer may send it elsewhere
    if (next !== undefined && !String(next).startsWith(`${RESOURCE}/`))
      throw new M365Error('exchange', 500, 'UnreadableAnswer', `a page of ${cmdlet} leads to another service`)
    return { rows: answer.value ?? [], next }
  }
  return {
    page,
    async invoke(cmdlet, parameters, select) {
      const rows: Row[] = []
      let link: string | undefined
      for (let pages = 0; ; pages++) {
        if (pages >= PAGES_MAX)
          throw new M365Error('exchange', 500, 'TooManyPages', `${cmdlet} did not end after ${pages} pages`)
        const asked: PageAsked = {
          cmdlet,
          parameters,
          ...(select ? { select } : {}),
          ...(link ? { link } : {}),
        }
        const { rows: more, next } = await page(asked).catch((error: unknown) =>
          Promise.reject(pages === 0 ? error : brokenOff(error, cmdlet, pages)),
        )
        rows.push(...more)
        if (next === undefined) return rows
        link = next
      }
    },
  }
}

interface Page {
  readonly value?: readonly Row[]
  readonly '@odata.nextLink'?: string
}

interface CmdletRequest {
  readonly url: string
  readonly body: string
  readonly cmdlet: string
  readonly tenantId: string
}

async function post(
  ports: Ports,
  token: string,
  { url, body, cmdlet, tenantId }: CmdletRequest,
): Promise<Page> {
  const headers = {
    Authorization: `Bearer ${token}`,
    'Content-Type': 'application/json',
    Accept: 'application/json',
    'X-CmdletName': cmdlet,
    // the documented app-only form. It only chooses a back-end, and every page must come from the same one
    'X-AnchorMailbox': `APP:SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c}@${tenantId}`,
    Prefer: 'odata.maxpagesize=1000',
  }
  const response = await sent(ports, cmdlet, url, { method: 'POST', headers, body })
  const text = await response
    .text()
    .catch((error: unknown) => Promise.reject(noAnswer('exchange', error, cmdlet)))
  if (response.ok) return text === '' ? {} : parsed(text, response.status)
  throw refusalOf(response, text, ports.clock.now())
}

async function sent(ports: Ports, cmdlet: string, url: string, init: RequestInit): Promise<Response> {
  try {
    return await ports.fetch(url, init)
  } catch (error) {
    throw noAnswer('exchange', error, cmdlet)
  }
}

function parsed(text: string, status: number): Page {
  try {
    return JSON.parse(text)
  } catch {
    throw new M365Error('exchange', status, 'UnreadableAnswer', 'the answer is not JSON')
  }
}

/**
 * The exception type and text are in the first detail (`id|type|text`). The inner exception repeats the text, but
 * if a cmdlet fails inside, its type is always that of the invocation.
 */
function refusalOf(response: Response, text: string, nowMs: number): M365Error {
  const wait = retryAfterSecondsOf(response.headers.get('Retry-After'), nowMs)
  const said = saidBy(text)
  return new M365Error('exchange', response.status, said.type || String(response.status), said.message, wait)
}

function saidBy(text: string): { type: string; message: string } {
  try {
    const { error } = JSON.parse(text)
    const [, type = '', ...rest] = String(error?.details?.[0]?.message ?? '').split('|')
    const inner = error?.innererror?.internalexception
    return {
      type: (type || inner?.type || '').split('.').at(-1) ?? '',
      message: inner?.message ?? (rest.length > 0 ? rest.join('|') : String(error?.message ?? '')),
    }
  } catch {
    return { type: '', message: text.startsWith('\0') ? 'refused without a word' : text.slice(0, 200) }
  }
}
