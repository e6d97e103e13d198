import { GRANT } from '../harness/script.ts'
import { defect } from './defect.ts'

export const cheerful = defect({
  name: 'cheerful',
  story: 'a synchronization says that it is done though a rule that it wants on was switched off by hand',
  expected: 'done means whole',
  steps: [
    ...GRANT,
    { op: 'administrator', act: 'disable', value: 'TMCAS Inline Incoming User Transport Rule' },
    { op: 'advance', hours: 1 },
    { op: 'synchronize' },
  ],
  warp: {
    service: (service) => ({
      ...service,
      synchronize: async () => ({ ...(await service.synchronize()), outcome: 'done' }),
    }),
  },
})
