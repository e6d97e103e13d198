import type { Ports } from '#cas-core'
import { GRANT } from '../harness/script.ts'
import { defect } from './defect.ts'

type Call = Parameters<Ports['fetch']>

export const forgetsTokens = defect({
  name: 'forgets tokens',
  story: 'a new token is asked for at each cmdlet',
  expected: 'tokens kept',
  steps: GRANT,
  warp: {
    ports: (ports) => {
      let asked: Call | undefined
      return {
        ...ports,
        async fetch(...call) {
          const body = String(call[1]?.body)
          if (body.includes('client_credentials')) asked = call
          else if (asked && body.startsWith('{"CmdletInput"')) await ports.fetch(...asked)
          return ports.fetch(...call)
        },
      }
    },
  },
})
