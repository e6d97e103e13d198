/** Inline Protection Settings for Exchange Online. Source: trend-vision-one-inline-settings-exchange. */
import * as v from 'valibot'
import { alone } from '../../stages/outcome.ts'
import { setMailSettings as saveMailSettings, setProtection } from '../../stages/policies.ts'
import { refuses, shows, stageAnswer } from '../answer.ts'
import { type Answer, type AnyOperation, type At, operation } from '../operation.ts'
import { ORGANIZATION_INPUT, type Place, placeOf } from '../places.ts'
import { serviceState } from '../service-state.ts'
import { INLINE_SERVICE as SERVICE } from '../services.ts'

/** The settings exist only for an account that is granted. */
async function grantedPlace(at: At, organization: string | undefined): Promise<Place | Answer> {
  const place = await placeOf(at, { organization, service: SERVICE })
  if ('code' in place) return place
  const state = serviceState(place.service.kind, place.account.ledger)
  return state === 'Granted' ? place : refuses(at, 'not granted', { service: SERVICE })
}

const viewInlineProtection = operation({
  name: 'viewInlineProtection',
  screen: 'Inline Protection Settings',
  does: 'Shows whether inline protection is on, per direction, and what it compares and trusts.',
  who: 'administrator',
  input: v.strictObject(ORGANIZATION_INPUT),
  repeatable: true,
  async run(at, { organization }) {
    const place = await grantedPlace(at, organization)
    return 'code' in place
      ? place
      : shows(at, { ...place.account.ledger.protection, ...place.account.ledger.mailSettings })
  },
})

const setInlineProtection = operation({
  name: 'setInlineProtection',
  screen: 'Inline Protection Settings',
  does: 'Turns inline protection on or off, per direction, without revoking access.',
  who: 'administrator',
  input: v.strictObject({ ...ORGANIZATION_INPUT, inbound: v.boolean(), outbound: v.boolean() }),
  repeatable: true,
  async run(at, { organization, inbound, outbound }) {
    const place = await grantedPlace(at, organization)
    if ('code' in place) return place
    return stageAnswer(
      at,
      await alone(place.account, () => setProtection(place.account, { inbound, outbound })),
    )
  },
})

const setMailSettings = operation({
  name: 'setMailSettings',
  screen: 'Inline Protection Settings',
  does: 'Sender Address Match (the header’s address is compared too) and Trust Scan.',
  who: 'administrator',
  input: v.strictObject({ ...ORGANIZATION_INPUT, matchesHeader: v.boolean(), trustsScan: v.boolean() }),
  repeatable: true,
  async run(at, { organization, ...settings }) {
    const place = await grantedPlace(at, organization)
    if ('code' in place) return place
    return stageAnswer(at, await alone(place.account, () => saveMailSettings(place.account, settings)))
  },
})

export const INLINE_PROTECTION_SETTINGS: readonly AnyOperation[] = [
  viewInlineProtection,
  setInlineProtection,
  setMailSettings,
]
