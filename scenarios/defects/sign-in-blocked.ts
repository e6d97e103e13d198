import { GRANT } from '../harness/script.ts'
import { defect, withListings } from './defect.ts'

/** Accounts of shared mailboxes may not sign in, and get mail all the same. */
export const signInBlocked = defect({
  name: 'sign-in blocked',
  story: 'who may not sign in counts as gone: shared mailboxes lose their protection',
  expected: 'targets followed',
  world: 'diverse',
  policies: 'asymmetric',
  steps: GRANT,
  warp: {
    ports: (ports) => {
      const gone = new Set<unknown>()
      return {
        ...ports,
        fetch: withListings(ports.fetch, /\/(?:users|transitiveMembers|members|getByIds)\b/, (rows) => {
          for (const { id, displayName } of rows) if (displayName === 'Dieter Disabled') gone.add(id)
          return rows.filter(({ id }) => !gone.has(id))
        }),
      }
    },
  },
})
