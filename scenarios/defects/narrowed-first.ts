import type { Ports } from '#cas-core'
import { GRANT, type Step } from '../harness/script.ts'
import { defect } from './defect.ts'

const LEAVING = 'Emmy Noether'

const steps: readonly Step[] = [
  ...GRANT,
  { op: 'administrator', act: 'leave group', value: `${LEAVING} in Research` },
  { op: 'administrator', act: 'join group', value: 'Felix Bloch in Research' },
  { op: 'advance', hours: 24 },
  { op: 'synchronize' },
]

type Init = Parameters<Ports['fetch']>[1]

export const narrowedFirst = defect({
  name: 'narrowed first',
  story: 'who leaves a virtual group is taken out before those who come are in it',
  expected: 'members widened first',
  steps,
  warp: {
    ports: (ports) => {
      let isGranted = false
      const leave = async (group: string, init: Init) => {
        const asked = { headers: init?.headers ?? {} }
        const filter = encodeURIComponent(`displayName eq '${LEAVING}'`)
        const found = await ports.fetch(`${GRAPH}/users?$filter=${filter}&$select=id`, asked)
        const [user] = (await found.json()).value
        await ports.fetch(`${GRAPH}/groups/${group}/members/${user.id}/$ref`, { ...asked, method: 'DELETE' })
      }
      return {
        ...ports,
        async fetch(input, init) {
          const text = String(init?.body)
          isGranted ||= text.includes('Enable-TransportRule')
          const group = /\/groups\/([0-9a-f-]{36})$/.exec(String(input))?.[1]
          if (isGranted && group && text.includes('members@odata.bind')) await leave(group, init)
          return ports.fetch(input, init)
        },
      }
    },
  },
})

const GRAPH = 'https://graph.microsoft.com/v1.0'
