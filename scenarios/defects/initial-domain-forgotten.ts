import { defect, withListings } from './defect.ts'

export const initialDomainForgotten = defect({
  name: 'initial domain forgotten',
  story: 'mail to the tenant’s onmicrosoft.com addresses is not rerouted, as if nobody used them',
  expected: 'targets followed',
  policies: 'all',
  warp: {
    ports: (ports) => ({
      ...ports,
      fetch: withListings(ports.fetch, /\/v1\.0\/domains/, (rows) =>
        rows.filter(({ id }) => !String(id).endsWith('.onmicrosoft.com')),
      ),
    }),
  },
})
