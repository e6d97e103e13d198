import { defect, rewritten } from './defect.ts'

export const directWay = defect({
  name: 'direct way',
  story: 'the connector to the scanner sends mail where its domain’s MX record says',
  expected: 'settings as proposed',
  warp: {
    table: rewritten({ C1: ({ SmartHosts: _, ...fields }) => ({ ...fields, UseMXRecord: true }) }),
  },
})
