import { GRANT } from '../harness/script.ts'
import { defect } from './defect.ts'

export const directMembersOnly = defect({
  name: 'direct members only',
  story: 'of a targeted group its own members are read, and not those of the groups in it',
  expected: 'targets followed',
  world: 'plain',
  steps: [{ op: 'administrator', act: 'nest group', value: 'Finance in Research' }, ...GRANT],
  warp: {
    ports: (ports) => ({
      ...ports,
      fetch: (input, init) => ports.fetch(String(input).replace('/transitiveMembers', '/members'), init),
    }),
  },
})
