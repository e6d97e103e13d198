import { X509Certificate } from 'node:crypto'
import { existsSync } from 'node:fs'
import https, { globalAgent } from 'node:https'
import { getCACertificates } from 'node:tls'
import { describe, expect, test } from 'vitest'
import { embeddedCloud } from '../starting-states/index.ts'
import { useMock } from './index.ts'

const METADATA = 'https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration'
const VARIABLES = ['HTTPS_PROXY', 'https_proxy', 'NO_PROXY', 'no_proxy']
const surroundings = () => [
  VARIABLES.map((name) => process.env[name]),
  // Set and read back, a certificate may be written otherwise, and one that was there twice is there once.
  new Set(getCACertificates('default').map((pem) => new X509Certificate(pem).fingerprint256)),
  https.globalAgent === globalAgent,
  globalAgent,
]

describe('useMock', () => {
  test('points this process at the embedded tenants, and puts everything back', async () => {
    const before = surroundings()
    const { origin, proxy, caFile, cloud, tenants, undo } = await useMock()
    try {
      expect((await fetch(METADATA)).status).toBe(200)
      expect((await fetch(`${origin}/healthz`)).status).toBe(200)
      const status = await new Promise((done, failed) => {
        https
          .get(METADATA, { agent: globalAgent }, (answer) => done(answer.resume().statusCode))
          .on('error', failed)
      })
      expect([status, cloud.calls.map(({ service }) => service)]).toEqual([200, ['entra', 'entra']])
      expect(process.env.HTTPS_PROXY).toBe(proxy)
      expect([existsSync(caFile), tenants.length > 0]).toEqual([true, true])
      await expect(fetch('https://example.com/')).rejects.toThrow('fetch failed')
    } finally {
      await undo()
    }
    expect(surroundings()).toEqual(before)
    expect(existsSync(caFile)).toBe(false)
    await expect(fetch(`${origin}/healthz`)).rejects.toThrow('fetch failed')
  })

  test('serves the cloud that it is given, and may be used within itself', async () => {
    const outer = await useMock()
    const own = embeddedCloud({ clock: outer.cloud.clock, ids: outer.cloud.ids })
    const inner = await useMock(own)
    expect(inner.cloud).toBe(own.cloud)
    await fetch(METADATA)
    await inner.undo()
    await fetch(METADATA)
    expect([own.cloud.calls.length, outer.cloud.calls.length]).toEqual([1, 1])
    await outer.undo()
  })
})
