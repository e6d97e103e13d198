/** The product's application in the customer's tenant: consent makes its service principal, cleanup removes it. */
import type { Row } from '../microsoft/exchange.ts'
import { repeatable } from '../microsoft/retry.ts'
import { absentAsUndefined, unlessAbsent } from '../microsoft/session.ts'
import type { ObjectKind } from './kind.ts'

/** @param appId the application's client id, the only difference from others of the same display name */
export function application(appId: string): ObjectKind {
  return {
    // its app id identifies it, so no mark is written
    markedIn: 'appId',
    async observe(session, { isGoing = false }) {
      const path = `/servicePrincipals(appId='${appId}')?$select=id,appId,displayName`
      const read = () => repeatable(session.ports, () => session.graph.send({ method: 'GET', path }))
      const found = (await (isGoing ? read().catch(absentAsUndefined) : unlessAbsent(session.ports, read))) as
        | Row
        | undefined
      if (!found) return []
      const { id, displayName } = found
      return [{ id: String(id), name: String(displayName), marker: { key: 'A1', opId: '' }, fields: found }]
    },
    create() {
      return Promise.reject(new Error('only an administrator can consent to the application'))
    },
    update: async () => [],
    async remove(session, found) {
      await repeatable(session.ports, () =>
        session.graph.send({ method: 'DELETE', path: `/servicePrincipals/${found.id}` }),
      )
    },
    differences: () => ({}),
  }
}
