/**
 * The IP Allow List of the default connection filter policy. Entries are added and removed one by one: a plain
 * list would overwrite the customer's own.
 * https://learn.microsoft.com/powershell/module/exchangepowershell/set-hostedconnectionfilterpolicy
 */
import { M365Error } from '../microsoft/errors.ts'
import { repeatable } from '../microsoft/retry.ts'
import type { Session } from '../microsoft/session.ts'
import type { ListKind } from './kind.ts'

export const ipAllowList: ListKind = {
  async observe(session) {
    const [policy] = await repeatable(session.ports, async () => {
      const rows = await session.read('Get-HostedConnectionFilterPolicy', { Identity: 'Default' })
      // it always exists. If a missing one counted as empty, we would claim the customer's own entries
      if (rows.length === 0)
        throw new M365Error('exchange', 500, 'UnreadableAnswer', 'the policy "Default" is not listed')
      return rows
    })
    return Array.isArray(policy?.IPAllowList) ? policy.IPAllowList.map(String) : []
  },
  add: (session, entries) => set(session, { Add: entries }),
  remove: (session, entries) => set(session, { Remove: entries }),
}

async function set(session: Session, change: Readonly<Record<string, readonly string[]>>): Promise<void> {
  const IPAllowList = { '@odata.type': '#Exchange.GenericHashTable', ...change }
  await repeatable(session.ports, () =>
    session.exchange.invoke('Set-HostedConnectionFilterPolicy', { Identity: 'Default', IPAllowList }),
  )
}
