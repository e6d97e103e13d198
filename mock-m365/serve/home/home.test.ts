import { X509Certificate } from 'node:crypto'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { DAY_MS } from '../../times.ts'
import { openHome } from './home.ts'
import { homeDirectory } from './home-directory.ts'

const NOW = Date.UTC(2026, 10, 22)
const root = mkdtempSync(join(tmpdir(), 'casproof-home-'))
afterAll(() => rmSync(root, { recursive: true }))

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8)
const caOf = (directory: string, now = NOW) => readFileSync(openHome(directory, now).caFile, 'utf8')

test('the home is where CASPROOF_HOME says, or in the user’s own directory', () => {
  expect(homeDirectory({ CASPROOF_HOME: '/somewhere' })).toBe('/somewhere')
  expect(homeDirectory({ CASPROOF_HOME: '' })).toBe(join(homedir(), '.casproof'))
})

test('a home is made for the user’s eyes only, and opened again as it was', () => {
  const directory = join(root, 'deep', 'home')
  const first = openHome(directory, NOW)
  const again = openHome(directory, NOW + 100 * DAY_MS)
  expect(readdirSync(directory).sort()).toEqual(['ca-key.pem', 'ca.pem', 'token-key.pem'])
  expect([
    modeOf(directory),
    modeOf(join(directory, 'ca-key.pem')),
    modeOf(join(directory, 'token-key.pem')),
  ]).toEqual(['700', '600', '600'])
  expect(again.authority.certificatePem).toBe(first.authority.certificatePem)
  expect(again.signingKey.kid).toBe(first.signingKey.kid)
  expect(readFileSync(first.caFile, 'utf8')).not.toContain('PRIVATE KEY')
  expect(new X509Certificate(readFileSync(first.caFile)).checkPrivateKey(again.authority.privateKey)).toBe(
    true,
  )
})

test('a home that others can look into is shut again', () => {
  const directory = join(root, 'open')
  openHome(directory, NOW)
  const secrets = [directory, join(directory, 'ca-key.pem'), join(directory, 'token-key.pem')]
  for (const path of secrets) chmodSync(path, 0o755)
  openHome(directory, NOW)
  expect(secrets.map(modeOf)).toEqual(['700', '600', '600'])
})

test('a CA that ends within a day is made anew, an earlier look keeps it', () => {
  const directory = join(root, 'expiring')
  const first = caOf(directory)
  expect(caOf(directory, NOW + 363 * DAY_MS)).toBe(first)
  const renewed = caOf(directory, NOW + 364.5 * DAY_MS)
  expect(renewed).not.toBe(first)
  expect(caOf(directory, NOW + 364.5 * DAY_MS)).toBe(renewed)
})

test('whatever cannot be used is made anew; the rest stays', () => {
  const directory = join(root, 'broken')
  const first = openHome(directory, NOW)
  for (const spoilt of ['', 'no PEM', readFileSync(first.caFile, 'utf8')]) {
    writeFileSync(join(directory, 'ca-key.pem'), spoilt, { mode: 0o644 })
    const mended = openHome(directory, NOW)
    expect(readFileSync(mended.caFile, 'utf8')).toBe(mended.authority.certificatePem)
    expect(mended.signingKey.kid).toBe(first.signingKey.kid)
    expect(modeOf(join(directory, 'ca-key.pem'))).toBe('600')
  }
  writeFileSync(join(directory, 'ca.pem'), 'spoilt')
  const ca = openHome(directory, NOW).authority.certificatePem
  expect(readFileSync(join(directory, 'ca.pem'), 'utf8')).toBe(ca)
  writeFileSync(join(directory, 'token-key.pem'), 'spoilt')
  expect(openHome(directory, NOW).signingKey.kid).not.toBe(first.signingKey.kid)
})

test('a home that cannot be written is named, with the mend', () => {
  const file = join(root, 'file')
  writeFileSync(file, '')
  expect(() => openHome(join(file, 'home'), NOW)).toThrow(/file.home: .*Set CASPROOF_HOME to a directory/)
})
