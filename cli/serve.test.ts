import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { settingsFrom } from '#cas-core'
import { announced } from '#mock-m365/serve'
import { stopCommand } from './serve.ts'
import { exportFile, HOSTILE, harmless } from './testing/hostile-export.ts'

const directory = mkdtempSync(join(tmpdir(), 'casproof-cli-'))
afterAll(() => rmSync(directory, { recursive: true }))

const greetingOf = (address: string) =>
  new Promise<string>((heard, failed) => {
    const socket = connect(Number(address.split(':')[1]), '127.0.0.1')
    socket.once('data', (chunk) => heard(String(chunk))).once('error', failed)
    socket.once('data', () => socket.destroy())
  })

/** Runs the command in a process of its own until it has printed `until`, does something, and stops it. */
async function run(
  options: object,
  until: string,
  meanwhile: (printed: string) => Promise<void> = async () => {},
) {
  const script = `import { serveCommand } from './cli/serve.ts'
    try { await serveCommand(${JSON.stringify({ port: 0, ...options })}) }
    catch (error) { console.error(error.message); process.exitCode = 2 }`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    cwd: new URL('..', import.meta.url),
    env: { ...process.env, CASPROOF_HOME: directory },
  })
  const said = { out: '', err: '' }
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said.err += text
  })
  const ended = new Promise<number | null>((end) => child.once('close', end))
  for await (const text of child.stdout.setEncoding('utf8')) {
    const before = said.out.includes(until)
    said.out += text
    if (before || !said.out.includes(until)) continue
    await meanwhile(said.out)
    child.kill('SIGTERM')
  }
  return { ...said, code: await ended }
}

const statusOf = (url: string, ca: string) =>
  new Promise<number | undefined>((answered, failed) => {
    request(url, { ca }, (answer) => answered(answer.resume().statusCode))
      .on('error', failed)
      .end()
  })

test('--json prints one line that a program can go by, serves, and stops cleanly on SIGTERM', async () => {
  const told = await run({ json: true }, '\n', async (line) => {
    const { origin, proxy, caFile } = JSON.parse(line)
    expect(announced(directory)).toMatchObject({ origin, proxy, caFile })
    expect(await statusOf(`${origin}/healthz`, readFileSync(caFile, 'utf8'))).toBe(200)
  })
  expect(told).toMatchObject({ code: 0, err: '' })
  expect(announced(directory)).toBeUndefined()
  expect(told.out.trimEnd().split('\n')).toHaveLength(1)
  const { origin, proxy, caFile, tenants } = JSON.parse(told.out)
  expect(proxy).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  expect(origin).toMatch(/^https:\/\/localhost:\d+$/)
  expect(caFile).toBe(join(directory, 'ca.pem'))
  expect(tenants[0]).toMatchObject({
    tenantId: expect.any(String),
    displayName: expect.any(String),
    domains: [expect.any(String), expect.any(String)],
    applications: expect.arrayContaining([expect.objectContaining({ clientSecret: expect.any(String) })]),
    accounts: expect.arrayContaining([expect.objectContaining({ roles: ['Global Administrator'] })]),
  })
})

test('--stop ends the server that was started last, even if the shell knows another process', async () => {
  const told = await run({ json: true }, '\n', async (line) => {
    const { pid } = JSON.parse(line)
    expect(announced(directory)).toMatchObject({ pid })
    const script = `import { stopCommand } from './cli/serve.ts'; await stopCommand()`
    const stopping = spawn(process.execPath, ['--input-type=module', '-e', script], {
      cwd: new URL('..', import.meta.url),
      env: { ...process.env, CASPROOF_HOME: directory },
    })
    let said = ''
    for await (const text of stopping.stdout.setEncoding('utf8')) said += text
    expect(said).toMatch(new RegExp(`^process ${pid} no longer serves https://localhost:`))
  })
  expect(told).toMatchObject({ code: 0, err: '' })
  await expect(stopCommand({ CASPROOF_HOME: directory })).rejects.toThrow(
    /^no server runs with .*; casproof serve starts one/,
  )
})

test('the start text says where it listens, how to trust it, how to get a token, and who may sign in', async () => {
  const { out, code } = await run({}, 'Applications')
  expect(code).toBe(0)
  expect(out).toMatch(/^casproof serves a mock Microsoft 365 on https:\/\/localhost:\d+ /)
  expect(out).toMatch(/eval "\$\(npx casproof env\)" .*http:\/\/127\.0\.0\.1:\d+/)
  expect(out).toContain(`export NODE_EXTRA_CA_CERTS=${join(directory, 'ca.pem')}`)
  expect(out).toMatch(
    /curl --cacert \S+ https:\/\/localhost:\d+\/[0-9a-f-]{36}\/oauth2\/v2.0\/token -d grant_type=password/,
  )
  expect(out).toMatch(/@\S+ {3}\S+ {3}Global Administrator/)
  expect(out).toMatch(/ {3}ENTERPRISEPACK, AAD_PREMIUM_P2\n/)
  expect(out).toContain(join(directory, 'localhost-key.pem'))
  const [, account = ''] = /an account (\S+)/.exec(out) ?? []
  expect(settingsFrom(readFileSync(account), account, '')).toMatchObject({ site: 'EU', directions: 'both' })
  expect(account).toBe(join(directory, 'accounts', 'contoso.com.json'))
})

test('--state serves a customer’s export, or says what is wrong with it', async () => {
  const tenantId = '11111111-2222-4333-8444-555555555555'
  const file = join(directory, 'export.json')
  writeFileSync(file, JSON.stringify({ tenant_id: tenantId, accepted_domains: null }))
  const good = await run({ json: true, state: file }, '\n')
  expect(existsSync(join(directory, 'accounts', `${tenantId}.json`))).toBe(true)
  expect(JSON.parse(good.out).tenants).toMatchObject([{ tenantId, accounts: [] }])
  expect(good.err).toContain('note: Users: only the 0 with directory roles')
  writeFileSync(file, '{"tenant_id":')
  expect(await run({ state: file }, '\n')).toMatchObject({
    code: 2,
    out: '',
    err: expect.stringContaining('line 1, column 14'),
  })
  const missing = join(directory, 'missing.json')
  expect(await run({ state: missing }, '\n')).toMatchObject({
    code: 2,
    err: expect.stringContaining(`${missing} cannot be read`),
  })
})

test('an export’s account file is named by its default domain, and its sample token is for a Global Administrator', async () => {
  const [reader, administrator] = ['1', '2'].map((n) => `${n.repeat(8)}-2222-4333-8444-555555555555`)
  const file = join(directory, 'default.json')
  const exported = {
    tenant_id: '11111111-2222-4333-8444-555555555556',
    domain_settings: [
      { Id: 'c.onmicrosoft.com', IsInitial: true },
      { Id: 'main.example', IsDefault: true },
      { Id: 'last.example' },
    ],
    privileged_users: {
      [`${reader}`]: { DisplayName: 'Rea', roles: ['Global Reader'] },
      [`${administrator}`]: { DisplayName: 'Ada', roles: ['Global Administrator'] },
    },
  }
  writeFileSync(file, JSON.stringify(exported))
  const { out } = await run({ state: file }, 'Applications')
  expect(out).toContain(`an account ${join(directory, 'accounts', 'main.example.json')} `)
  expect(out).toContain(`-d username=${administrator}@c.onmicrosoft.com `)
})

test('--smtp takes mail as well, and says where', async () => {
  const told = await run({ json: true, smtp: true, smtpPort: 0 }, '\n', async (line) => {
    const { smtp } = JSON.parse(line)
    expect(await greetingOf(smtp.edge)).toMatch(/^220 \S+\.mail\.protection\.outlook\.com Microsoft ESMTP /)
    expect(await greetingOf(smtp.submission)).toMatch(/^220 /)
    expect(smtp.outside.map(({ name }: { name: string }) => name)).toEqual([
      'the inbound scanner',
      'the outbound scanner',
      'the Internet',
    ])
    const smtpPort = Number(smtp.edge.split(':')[1])
    expect(await run({ smtp: true, smtpPort }, 'never')).toMatchObject({
      code: 2,
      err: `port ${smtpPort} is taken; choose others with --smtp-port, or 0 for any\n`,
    })
  })
  expect(told).toMatchObject({ code: 0, err: '' })
})

test('a port that is taken is named, with the mend', async () => {
  const told = await run({ json: true }, '\n', async (line) => {
    const taken = Number(new URL(JSON.parse(line).proxy).port)
    for (const ports of [{ port: taken }, { port: 0, proxyPort: taken }])
      expect(await run(ports, 'never')).toMatchObject({
        code: 2,
        out: '',
        err: `port ${taken} is taken; choose others with --port and --proxy-port, or 0 for any\n`,
      })
  })
  expect(told.code).toBe(0)
})

test.each([[{}], [{ json: true }]])(
  'names that were written to deceive act on no terminal where an export is served, %j',
  async (options) => {
    const state = exportFile(directory, HOSTILE, `${HOSTILE} rule`, false)
    const { out, err, code } = await run({ state, ...options }, 'contoso.com')
    expect(code).toBe(0)
    expect(harmless(out)).toContain('pwned')
    harmless(err)
    expect(`${out}${err}`.split('\n')).not.toContain('Clean.')
  },
)
