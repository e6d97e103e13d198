import { defect, surrounded } from './defect.ts'

export const notedRule = defect({
  name: 'noted rule',
  story: 'a note is left in the customer’s own rule when the product’s rules have been made',
  expected: 'customer untouched',
  warp: {
    ports: (ports) => ({
      ...ports,
      fetch: surrounded(ports.fetch, (cmdlet) =>
        cmdlet === 'Enable-TransportRule'
          ? {
              after: [
                [
                  'Set-TransportRule',
                  { Identity: 'Mark mail from outside', Comments: 'mail is scanned elsewhere' },
                ],
              ],
            }
          : {},
      ),
    }),
  },
})
