import { defect, surrounded } from './defect.ts'

const CMDLET = 'New-TenantAllowBlockListSpoofItems'

export const internalSpoof = defect({
  name: 'internal spoof',
  story: 'the scanner may send as the tenant’s own domains too, by a second domain pair',
  expected: 'allow lists equal',
  warp: {
    ports: (ports) => ({
      ...ports,
      fetch: surrounded(ports.fetch, (cmdlet, parameters) =>
        cmdlet === CMDLET ? { after: [[CMDLET, { ...parameters, SpoofType: 'Internal' }]] } : {},
      ),
    }),
  },
})
