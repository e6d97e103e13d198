import { GRANT } from '../harness/script.ts'
import { defect } from './defect.ts'

const MAILBOX = 'https://graph.microsoft.com/v1.0/users/ada.lovelace@fabrikam.com/mailFolders'

/** The hidden folder of API mode, where inline mode keeps what it quarantines itself. */
export const folderInMailbox = defect({
  name: 'folder in a mailbox',
  story: 'a synchronization of inline mode makes a hidden quarantine folder in a mailbox',
  expected: 'mailboxes left alone',
  steps: [...GRANT, { op: 'advance', hours: 24 }, { op: 'synchronize' }],
  warp: {
    ports: (ports) => {
      let isMade = false
      return {
        ...ports,
        async fetch(input, init) {
          const response = await ports.fetch(input, init)
          const isNext = !isMade && String(input).includes('/users/delta') && String(input).includes('token')
          if (!isNext) return response
          isMade = true
          const bearer = new Headers(init?.headers).get('authorization') ?? ''
          await ports.fetch(MAILBOX, {
            method: 'POST',
            headers: { Authorization: bearer, 'Content-Type': 'application/json' },
            body: JSON.stringify({ displayName: 'Quarantine', isHidden: true }),
          })
          return response
        },
      }
    },
  },
})
