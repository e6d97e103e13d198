/** License: what the vendor has sold. Its dates decide when access is revoked. */
import * as v from 'valibot'
import { SITES } from '../../service-accounts/sites.ts'
import { done, refuses, shows } from '../answer.ts'
import { type AnyOperation, operation } from '../operation.ts'

/** Proposed: the pages speak of a grace period and do not say how long it is. */
const GRACE_DAYS = 30

const setLicence = operation({
  name: 'setLicence',
  screen: 'License',
  does: 'Gives the customer a licence, or renews it. The vendor does this: the customer cannot choose the site.',
  who: 'vendor',
  input: v.strictObject({
    site: v.picklist(Object.keys(SITES)),
    account: v.exactOptional(v.pipe(v.string(), v.email())),
    isInlineIncluded: v.optional(v.boolean(), true),
    expiresAt: v.exactOptional(v.pipe(v.string(), v.isoTimestamp())),
    graceDays: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(365)), GRACE_DAYS),
  }),
  repeatable: true,
  async run(at, { account, expiresAt, ...rest }) {
    const licence = {
      ...rest,
      account,
      expiresAt: expiresAt === undefined ? undefined : Date.parse(expiresAt),
    }
    await at.company.change(() => ({ type: 'licence', licence }))
    return done(at, 'licence saved', { site: licence.site })
  },
})

const viewLicence = operation({
  name: 'viewLicence',
  screen: 'License',
  does: 'Shows the licence: its site, what it includes, and when it ends.',
  who: 'administrator',
  input: v.strictObject({}),
  repeatable: true,
  async run(at) {
    const { licence } = at.company.memory
    if (!licence) return refuses(at, 'no licence', {})
    const { expiresAt, ...rest } = licence
    const ends = expiresAt === undefined ? {} : { expiresAt: new Date(expiresAt).toISOString() }
    return shows(at, { ...rest, ...ends })
  },
})

export const LICENSE: readonly AnyOperation[] = [setLicence, viewLicence]
