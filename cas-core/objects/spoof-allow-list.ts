/**
 * Allow entries for spoofed senders in the Tenant Allow/Block List. An entry is written here as
 * `user, infrastructure, type`. https://learn.microsoft.com/powershell/module/exchangepowershell/new-tenantallowblocklistspoofitems
 */
import { M365Error } from '../microsoft/errors.ts'
import { isPassing, pauseMs, repeatable, TRIES_MAX } from '../microsoft/retry.ts'
import { CONFIRM_MS, type Session } from '../microsoft/session.ts'
import type { ListKind } from './kind.ts'

export const spoofEntry = (spoofedUser: string, sendingInfrastructure: string, spoofType: string): string =>
  [spoofedUser, sendingInfrastructure, spoofType].join(', ')

export const spoofAllowList: ListKind = {
  observe: async (session) => [...(await items(session)).keys()],
  async add(session, entries) {
    for (const entry of entries) await addOne(session, entry)
  },
  async remove(session, entries, gone = []) {
    const sought = entries.filter((entry) => !gone.includes(entry))
    const standing = await itemsWith(session, sought)
    const Ids = entries.flatMap((entry) => standing.get(entry) ?? [])
    const parameters = { Identity: 'Default', Ids, Confirm: false }
    if (Ids.length > 0)
      await repeatable(session.ports, () =>
        session.exchange.invoke('Remove-TenantAllowBlockListSpoofItems', parameters),
      )
    const absent = sought.filter((entry) => !standing.has(entry))
    if (absent.length > 0)
      throw new M365Error('exchange', 404, 'NotListed', `not listed: ${absent.join('; ')}`)
  },
}

/** Not repeatable blindly: a second item of the same pair is refused, so after a doubtful answer look first. */
async function addOne(session: Session, entry: string): Promise<void> {
  const [SpoofedUser = '', SendingInfrastructure = '', SpoofType = ''] = entry.split(', ')
  const parameters = { Identity: 'Default', Action: 'Allow', SpoofedUser, SendingInfrastructure, SpoofType }
  let doubt = false
  for (let attempt = 1; ; attempt++) {
    try {
      await session.exchange.invoke('New-TenantAllowBlockListSpoofItems', parameters)
      return
    } catch (error) {
      if (!(error instanceof M365Error)) throw error
      // the item may exist although a lagging replica does not show it, and then it is ours
      if (!isPassing(error) || attempt >= TRIES_MAX) throw error.after(attempt, doubt)
      doubt ||= error.inDoubt
      await session.ports.clock.sleep(pauseMs(session.ports, error, attempt))
      if ((await items(session)).has(entry)) return
    }
  }
}

/** The items, read again a minute later where some are missing: what one listing leaves out would stay for good. */
async function itemsWith(session: Session, entries: readonly string[]): Promise<Map<string, string>> {
  const first = await items(session)
  if (entries.every((entry) => first.has(entry))) return first
  await session.ports.clock.sleep(CONFIRM_MS)
  return new Map([...first, ...(await items(session))])
}

/** Ids of the allow items by entry. */
async function items(session: Session): Promise<Map<string, string>> {
  const rows = await session.read('Get-TenantAllowBlockListSpoofItems', {
    Identity: 'Default',
    Action: 'Allow',
  })
  return new Map(
    rows.map((row) => [
      spoofEntry(String(row.SpoofedUser), String(row.SendingInfrastructure), String(row.SpoofType)),
      String(row.Identity),
    ]),
  )
}
