/** Exports of a tenant in which names may have been written to deceive, and what no terminal may be sent. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

export const ADMIN = 'aaaaaaaa-2222-4333-8444-555555555555'
const RULE = '00000000-0000-4000-8000-000000000001'

/** Colours, a window title, C1, a turn of direction, nothing visible, line ends. */
export const HOSTILE = 'Ada\u001b[2K\u001b]0;pwned\u0007\u009b31m\u202egnp.exe\u200b\r\nClean.\u2028x'

/** @param raw as later versions of ScubaGear wrap it @returns the path of the file */
export function exportFile(folder: string, name: string, rule: string, raw: boolean): string {
  const settings = {
    tenant_id: '11111111-2222-4333-8444-555555555555',
    tenant_details: { DisplayName: name },
    domain_settings: [
      { Id: 'contoso.onmicrosoft.com', IsInitial: true, IsVerified: true },
      { Id: 'contoso.com', IsDefault: true, IsVerified: true },
    ],
    transport_rule: [{ Guid: RULE, Name: rule, State: 'Enabled', Priority: 0, PrependSubject: '[E] ' }],
    privileged_users: { [ADMIN]: { DisplayName: name, roles: ['Global Administrator', rule] } },
  }
  const file = join(folder, `${raw ? 'ScubaResults' : 'ProviderSettingsExport'}-${name.length}.json`)
  writeFileSync(file, JSON.stringify(raw ? { MetaData: {}, Results: {}, Raw: settings } : settings))
  return file
}

/** Control, format and separator characters, except newline and tab. */
const HARMFUL = /[^\P{C}\n\t]|[\p{Zl}\p{Zp}]/u

/** @returns the text as it is @throws Error where a character of it would act on a terminal */
export function harmless(text: string): string {
  const at = text.search(HARMFUL)
  if (at >= 0)
    throw new Error(`acts on a terminal: ${JSON.stringify(text.slice(Math.max(0, at - 40), at + 40))}`)
  return text
}
