import { defect, edited } from './defect.ts'
import { addressesOf } from './site-addresses.ts'

const networkOf = (address: string): string => address.replace(/\.\d+(?:\/\d+)?$/, '.0/24')

export const wholeNetwork = defect({
  name: 'whole network',
  story: 'the IP Allow List gets the networks of the site’s addresses, and lets their neighbours in',
  expected: 'allow lists equal',
  world: 'plain',
  warp: {
    table: edited({
      I1: (row) => ({ ...row, entries: () => [...new Set(addressesOf('EU').map(networkOf))] }),
    }),
  },
})
