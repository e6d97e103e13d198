import { defect, withCmdlets } from './defect.ts'

/** A plain list overwrites; only the hashtable form adds. */
export const overwrittenAllowList = defect({
  name: 'overwritten allow list',
  story: 'the site’s addresses are set as a plain list, which drops the customer’s own',
  expected: 'customer untouched',
  warp: {
    ports: (ports) => ({
      ...ports,
      fetch: withCmdlets(ports.fetch, (cmdlet, parameters) => {
        const list = parameters.IPAllowList as { Add?: string[] } | undefined
        return cmdlet === 'Set-HostedConnectionFilterPolicy' && list?.Add
          ? { ...parameters, IPAllowList: list.Add }
          : parameters
      }),
    }),
  },
})
