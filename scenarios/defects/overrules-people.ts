import { GRANT, type Step } from '../harness/script.ts'
import type { Warp } from '../harness/world.ts'
import { afterwards, defect } from './defect.ts'

const RULE = 'TMCAS Inline Incoming User Transport Rule'

const steps: readonly Step[] = [
  ...GRANT,
  { op: 'administrator', act: 'disable', value: RULE },
  { op: 'advance', hours: 1 },
  { op: 'synchronize', expect: { outcome: 'failed', writesNothing: true } },
]

export const overrulesPeople = defect({
  name: 'overrules people',
  story:
    'a rule that an administrator has switched off by hand is switched on again by the next synchronization',
  expected: 'steps end as written',
  steps,
  warp: switchingOn(),
})

function switchingOn(): Warp {
  const { ports, send } = afterwards()
  return {
    ports,
    service: (service) => ({
      ...service,
      async synchronize() {
        const result = await service.synchronize()
        await send('Enable-TransportRule', { Identity: RULE })
        return result
      },
    }),
  }
}
