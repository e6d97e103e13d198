/** An account's settings as JSON: what the console knows of one tenant. Checked before anything begins. */
import * as v from 'valibot'
import { readJson } from '#input'
import { policyList } from '../policies/policy-list.ts'
import type { Settings } from './kind.ts'
import { SITES } from './sites.ts'

const text = v.pipe(v.string('text'), v.nonEmpty('text'))
const guid = v.pipe(v.string('a GUID'), v.regex(/^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i, 'a GUID'))

export const ACCOUNT = v.strictObject({
  tenantId: guid,
  site: v.picklist(Object.keys(SITES)),
  directions: v.picklist(['inbound', 'both']),
  application: v.strictObject({
    clientId: guid,
    clientSecret: text,
    redirectUri: v.pipe(
      v.string('an address such as "https://console.example/consented"'),
      v.url('an address such as "https://console.example/consented"'),
    ),
    // As `casproof serve --json` prints it, so that it can be taken over whole.
    displayName: v.exactOptional(text),
    purpose: v.exactOptional(v.literal('inline mode')),
  }),
  vendorKey: text,
  policies: policyList(guid),
  profile: v.exactOptional(v.picklist(['cas', 'cecp', '2023-08'])),
  organization: v.exactOptional(text),
  spoofTypes: v.exactOptional(v.array(v.picklist(['External', 'Internal']))),
})

export type AccountFile = Settings & {
  readonly profile?: 'cas' | 'cecp' | '2023-08'
  readonly organization?: string
}

/**
 * @param json the file's text or bytes @param name what to call it in errors @param mend what errors end with
 * @throws InputError naming place, what belongs there and what was found
 */
export const settingsFrom = (json: string | Uint8Array, name: string, mend: string): AccountFile =>
  readJson(ACCOUNT, json, { name, mend }, { bytesMax: 1_000_000 })
