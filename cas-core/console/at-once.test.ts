/** Operations that run at the same time in one process, as a server of pages runs them: one works, the other is told. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Place, STORES } from '../testing/stores.ts'
import type { ConsoleUser } from './console-user.ts'
import { perform } from './index.ts'
import { Product } from './product.ts'

const ADMINISTRATOR: ConsoleUser = { name: 'owner@customer.example', role: 'Global administrator' }
const VENDOR: ConsoleUser = { name: 'back office', role: 'vendor' }
const AT = { service: 'Exchange Online (Inline Mode)' }
const APPLICATION = {
  clientId: '00000000-0000-4000-8000-00000000000a',
  clientSecret: 'a secret',
  redirectUri: 'https://console.example/',
}
const PURPOSES = ['inline mode', 'API mode', 'SharePoint Online', 'OneDrive', 'activity data']

describe.each(STORES)('with a store in %s', (_, placeIn) => {
  let place: Place
  beforeEach(() => {
    place = placeIn(mkdtempSync(join(tmpdir(), 'at-once-')))
  })
  afterEach(() => place.end())

  function product(): Product {
    let ids = 0
    return new Product(
      {
        clock: { now: () => Date.UTC(2026, 0, 5), sleep: async () => undefined },
        ids: { uuid: () => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}` },
        log: { info: () => undefined, warn: () => undefined },
        store: place.open(),
        fetch: () => Promise.reject(new TypeError('there is no network')),
      },
      {
        profile: 'cas',
        vendorKey: 'vendor key',
        applications: Object.fromEntries(PURPOSES.map((purpose) => [purpose, APPLICATION])),
      },
    )
  }

  test('the same act twice on one account is done once, and the second is told who works', async () => {
    const one = product()
    await perform(one, 'acme', VENDOR, 'setLicence', { site: 'EU' })
    const ask = (operation: string) => perform(one, 'acme', ADMINISTRATOR, operation, AT)
    const begun = await Promise.all([ask('beginGrant'), ask('beginGrant'), ask('viewGrant')])
    expect(begun.map(({ code }) => code).sort()).toEqual(['grant begun', 'shown', 'worker busy'])
    const cancelled = await Promise.all([ask('viewGrant'), ask('cancelGrant'), ask('cancelGrant')])
    expect(cancelled.map(({ code }) => code).sort()).toEqual(['grant cancelled', 'shown', 'worker busy'])
    await Promise.all([ask('beginGrant'), ask('viewGrant'), ask('beginGrant')])
    const { records } = await one.ports.store.of('acme/1/inline').journal.read(0)
    expect(records.map(({ type }) => type)).toEqual(['grant begun', 'grant cancelled', 'grant begun'])
    // who has worked and who reads everything afresh know the same
    const fresh = perform(product(), 'acme', ADMINISTRATOR, 'consentUrl', AT)
    expect((await ask('consentUrl')).data).toEqual((await fresh).data)
  })
})
