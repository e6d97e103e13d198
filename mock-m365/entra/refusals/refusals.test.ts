import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { refusal } from '../errors.ts'
import { REFUSALS, refuse } from './index.ts'
import type { Row } from './row.ts'

const AT = Date.UTC(2026, 0, 15, 9, 30, 7, 900)
const [TRACE, CORRELATION] = ['99999999-0001-4001-8001-999999999999', '99999999-0002-4002-8002-999999999999']
const ROOM = fileURLToPath(new URL('..', import.meta.url))

const rows = Object.entries(REFUSALS) as [keyof typeof REFUSALS, Row][]
const holesOf = ({ text }: Row) => [...text.matchAll(/\{([^}]*)\}/g)].map(([, hole = '']) => hole)

/** The value for a hole: a different one for each. */
const valuesFor = (row: Row) =>
  Object.fromEntries(
    holesOf(row).map((hole) =>
      hole.endsWith('|time') ? [hole.replace('|time', ''), AT] : [hole, `<${hole}>`],
    ),
  )
const textOf = (row: Row) =>
  row.text.replace(/\{([^}]*)\}/g, (_all, hole) =>
    hole.endsWith('|time') ? '2026-01-15T09:30:07.900Z' : `<${hole}>`,
  )

/** Errors of clients that failed to authenticate, and statuses of the others. */
const STATUSES: Readonly<Record<string, readonly number[]>> = {
  invalid_client: [401],
  access_denied: [400, 403],
  temporarily_unavailable: [429, 503, 504],
  server_error: [500],
}
/** https://www.iana.org/assignments/oauth-parameters and those that Microsoft's pages add. */
const ERRORS =
  'invalid_request invalid_client invalid_grant invalid_scope invalid_resource invalid_tenant invalid_instance unauthorized_client unsupported_grant_type unsupported_response_type access_denied login_required interaction_required authorization_pending slow_down expired_token authorization_declined bad_verification_code temporarily_unavailable server_error request_not_supported request_uri_not_supported'.split(
    ' ',
  )
/** Shown as pages, which need no credentials. */
const PAGES = ['redirectMismatch']

const sources = (folder: string, isTest: boolean): string =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(
      (file) => file.endsWith('.ts') && file.endsWith('.test.ts') === isTest && !file.startsWith('refusals/'),
    )
    .map((file) => readFileSync(`${folder}/${file}`, 'utf8'))
    .join('\n')
const code = sources(ROOM, false)
const tests = sources(ROOM, true)

describe('the table of refusals', () => {
  test.each(rows)('%s', (name, row) => {
    expect(ERRORS).toContain(row.error)
    expect(PAGES.includes(name) ? [400] : (STATUSES[row.error] ?? [400])).toContain(row.status)
    expect(String(row.code)).toMatch(/^\d{5,7}$/)
    expect(row.text).toMatch(/^[A-Z'{r].*[.)\]0-9]$|workload-identity-federation$/)
    expect(row.source ?? 'https://').toMatch(/^https:\/\//)
    for (const hole of holesOf(row)) expect(hole).toMatch(/^[a-zA-Z]+(\|time)?$/)
    const error = Reflect.apply(refuse[name], undefined, [valuesFor(row)])
    const { status, body } = refusal(error, AT, TRACE, CORRELATION)
    expect(status).toBe(row.status)
    expect(JSON.parse(String(body))).toEqual({
      error: row.error,
      error_description: `AADSTS${row.code}: ${textOf(row)} Trace ID: ${TRACE} Correlation ID: ${CORRELATION} Timestamp: 2026-01-15 09:30:07Z`,
      error_codes: [row.code],
      timestamp: '2026-01-15 09:30:07Z',
      trace_id: TRACE,
      correlation_id: CORRELATION,
      error_uri: `https://login.microsoftonline.com/error?code=${row.code}`,
      ...(row.suberror ? { suberror: row.suberror } : {}),
    })
  })

  test.each(rows)('%s is said somewhere, and a test hears it', (name, row) => {
    expect(code.includes(`refuse.${name}`), `no file of entra/ throws refuse.${name}(…)`).toBe(true)
    const heard = new RegExp(`\\b(AADSTS)?${row.code}\\b`).test(tests)
    expect(heard, `no test in entra/ names ${row.code}`).toBe(true)
  })

  test('one number under one error has one text, but for what it names', () => {
    const texts = new Map<string, string>()
    for (const [, { code, error, text }] of rows) {
      // InvalidRequest: any fault of a parameter.
      if (code === 90023) continue
      const key = `${code} ${error}`
      expect([key, texts.get(key) ?? text]).toEqual([key, text])
      texts.set(key, text)
    }
  })
})
