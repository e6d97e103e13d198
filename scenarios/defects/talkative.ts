import { GRANT } from '../harness/script.ts'
import { defect } from './defect.ts'

export const talkative = defect({
  name: 'talkative',
  story: 'what is sent to Microsoft’s services is logged, with the token that goes with it',
  expected: 'secrets kept',
  steps: GRANT,
  warp: {
    ports: (ports) => ({
      ...ports,
      fetch(input, init) {
        ports.log.info({ ...new Headers(init?.headers).entries().toArray() }, 'calling')
        return ports.fetch(input, init)
      },
    }),
  },
})
