import { defect, withCmdlets } from './defect.ts'

export const lastWord = defect({
  name: 'last word',
  story: 'after a rule of the product no other rule of the customer’s is looked at',
  expected: 'customer flow kept',
  warp: {
    ports: (ports) => ({
      ...ports,
      fetch: withCmdlets(ports.fetch, (cmdlet, parameters) =>
        cmdlet === 'New-TransportRule'
          ? { ...parameters, StopRuleProcessing: true, Priority: 0 }
          : parameters,
      ),
    }),
  },
})
