/** The administrator's part for `casproof stage`: both consents and the role, for an account file and its journal. */
import type { InlineService } from '#cas-core'
import { print } from '../print.ts'
import { PURPOSES, stateOf } from '../stage.ts'
import { consentOn, giveRole, type Person } from './person.ts'

export interface AccountWay {
  readonly appId: string
  readonly pim?: boolean
  readonly only?: 'consents' | 'role'
}

/** Giving a consent once more changes nothing. @throws Error naming the step that was not done, and the mend */
export async function giveForAccount(
  service: InlineService,
  person: Person,
  { appId, pim, only }: AccountWay,
): Promise<void> {
  if (only !== 'role') {
    const own = person.sign()
    for (const purpose of PURPOSES) {
      const state = stateOf(purpose)
      const callback = await consentOn(own, purpose, service.consentUrl(purpose, state))
      const { outcome, message } = await service.acceptConsent(purpose, callback, state)
      if (outcome !== 'done') throw new Error(`consent for ${purpose}: ${message}`)
      print(`consent for ${purpose}: ${message}\n`)
    }
  }
  if (only !== 'consents') await giveRole(person, appId, pim === true)
}
