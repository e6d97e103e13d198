import { GRANT } from '../harness/script.ts'
import { defect } from './defect.ts'

export const nervous = defect({
  name: 'nervous',
  story: 'rules are looked at every second until a quarter of a minute is over',
  expected: 'looks in measure',
  steps: GRANT,
  warp: {
    ports: (ports) => ({
      ...ports,
      async fetch(input, init) {
        if (String(init?.body).includes('"Get-TransportRule"'))
          for (let look = 0; look < 15; look++) {
            await ports.fetch(input, init)
            await ports.clock.sleep(1_000)
          }
        return ports.fetch(input, init)
      },
    }),
  },
})
