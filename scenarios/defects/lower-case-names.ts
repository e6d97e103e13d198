import { defect, withCmdlets } from './defect.ts'

export const lowerCaseNames = defect({
  name: 'lower-case names',
  story: 'the rules are made under their published names in lower case, as Exchange finds them all the same',
  expected: 'granted as published',
  warp: {
    ports: (ports) => ({
      ...ports,
      fetch: withCmdlets(ports.fetch, (cmdlet, parameters) =>
        cmdlet === 'New-TransportRule'
          ? { ...parameters, Name: String(parameters.Name).toLowerCase() }
          : parameters,
      ),
    }),
  },
})
