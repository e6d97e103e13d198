import { defect, withCmdlets } from './defect.ts'

export const safeListOn = defect({
  name: 'safe list on',
  story: 'with the allowed addresses Microsoft’s list of safe senders is switched on for the whole tenant',
  expected: 'customer untouched',
  warp: {
    ports: (ports) => ({
      ...ports,
      fetch: withCmdlets(ports.fetch, (cmdlet, parameters) =>
        cmdlet === 'Set-HostedConnectionFilterPolicy' ? { ...parameters, EnableSafeList: true } : parameters,
      ),
    }),
  },
})
