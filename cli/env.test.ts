import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, describe, expect, test } from 'vitest'

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url))
const root = mkdtempSync(join(tmpdir(), 'casproof-env-'))
afterAll(() => rmSync(root, { recursive: true }))

/** A name that breaks careless quoting. */
const home = join(root, `it's "a" $HOME of\\mine`)
mkdirSync(home)
const caFile = join(home, 'ca.pem')
const PROXY = 'http://127.0.0.1:8444'
/** As a server writes it, with this process in place of the server. */
const announcement = { origin: 'https://localhost:8443', proxy: PROXY, caFile, pid: process.pid }
writeFileSync(join(home, 'serving-1.json'), JSON.stringify(announcement))
const expected = {
  HTTPS_PROXY: PROXY,
  https_proxy: PROXY,
  NO_PROXY: 'localhost,127.0.0.1,::1',
  no_proxy: 'localhost,127.0.0.1,::1',
  NODE_USE_ENV_PROXY: '1',
  NODE_EXTRA_CA_CERTS: caFile,
  CURL_CA_BUNDLE: caFile,
  SSL_CERT_FILE: caFile,
  REQUESTS_CA_BUNDLE: caFile,
}

async function env(args: readonly string[], more: Record<string, string> = {}): Promise<string> {
  const { NODE_OPTIONS: _, ...inherited } = process.env
  const settings = { env: { ...inherited, CASPROOF_HOME: home, ...more } }
  return (await promisify(execFile)(process.execPath, [MAIN, 'env', ...args], settings)).stdout
}

describe('env', () => {
  test('--json says where the server is and what to trust', async () => {
    expect(JSON.parse(await env(['--json']))).toEqual(expected)
    expect(JSON.parse(await env(['--json', '--http-proxy']))).toEqual({
      ...expected,
      HTTP_PROXY: PROXY,
      http_proxy: PROXY,
    })
  })

  test('prints what sh evaluates, also for a home with a difficult name, and takes it back', async () => {
    const printed = `printf '%s|' "$HTTPS_PROXY" "$NODE_EXTRA_CA_CERTS" "$SSL_CERT_FILE"`
    const script = `${await env([])}${printed}\n${await env(['--unset'])}${printed}`
    const { stdout } = await promisify(execFile)('sh', ['-c', script])
    expect(stdout).toBe(`${PROXY}|${caFile}|${caFile}||||`)
  })

  test('what a shell had before in small letters leads nowhere else', async () => {
    const before = `export https_proxy=http://127.0.0.1:9 no_proxy=microsoft.com\n`
    const printed = `printf '%s|' "$https_proxy" "$no_proxy"`
    const script = `${before}${await env([])}${printed}\n${await env(['--unset'])}${printed}`
    const { stdout } = await promisify(execFile)('sh', ['-c', script])
    expect(stdout).toBe(`${PROXY}|localhost,127.0.0.1,::1|||`)
  })

  test('speaks the other shells as well', async () => {
    expect(await env(['--shell', 'fish'])).toContain(
      `set -gx CURL_CA_BUNDLE '${caFile.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'\n`,
    )
    const powershell = await env(['--shell', 'powershell'])
    expect(powershell).toContain(`$env:CURL_CA_BUNDLE = '${caFile.replaceAll("'", "''")}'\n`)
  })

  test('--preload adds to NODE_OPTIONS, once', async () => {
    const optionsAfter = async (NODE_OPTIONS: string): Promise<string> =>
      JSON.parse(await env(['--json', '--preload'], { NODE_OPTIONS })).NODE_OPTIONS
    const option = await optionsAfter('')
    expect(option).toMatch(/^--import=file:\S+preload\.mjs\?port=8443&ca=\S+$/)
    expect(new URL(option.slice('--import='.length)).searchParams.get('ca')).toBe(caFile)
    expect(await optionsAfter('--no-warnings')).toBe(`--no-warnings ${option}`)
  })

  test.each([
    ['there is no server', '{}'],
    ['the server has died', JSON.stringify({ ...announcement, pid: 2 ** 30 })],
    ['the file is not an announcement', '{"origin":'],
    ['the file lacks a value', JSON.stringify({ ...announcement, proxy: 8444 })],
  ])('says what to do where %s', async (_what, text) => {
    const other = mkdtempSync(join(root, 'home-'))
    if (text !== '{}') writeFileSync(join(other, 'serving-1.json'), text)
    await expect(env([], { CASPROOF_HOME: other })).rejects.toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('start one with casproof serve'),
    })
  })
})
