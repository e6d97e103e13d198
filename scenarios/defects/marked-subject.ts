import { defect, withCmdlets } from './defect.ts'

export const markedSubject = defect({
  name: 'marked subject',
  story: 'the rules that reroute incoming mail write a word of their own into its subject',
  expected: 'customer flow kept',
  warp: {
    ports: (ports) => ({
      ...ports,
      fetch: withCmdlets(ports.fetch, (cmdlet, parameters) =>
        cmdlet === 'New-TransportRule' && parameters.SentToScope === 'InOrganization'
          ? { ...parameters, PrependSubject: 'Scanned: ' }
          : parameters,
      ),
    }),
  },
})
