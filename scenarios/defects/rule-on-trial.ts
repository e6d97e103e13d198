import { defect, withCmdlets } from './defect.ts'

export const ruleOnTrial = defect({
  name: 'rule on trial',
  story: 'the rules are made in a mode that only tests them, and lead no mail',
  expected: 'mail scanned as promised',
  warp: {
    ports: (ports) => ({
      ...ports,
      fetch: withCmdlets(ports.fetch, (cmdlet, parameters) =>
        cmdlet === 'New-TransportRule' ? { ...parameters, Mode: 'Audit' } : parameters,
      ),
    }),
  },
})
