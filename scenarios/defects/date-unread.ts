import { GRANT } from '../harness/script.ts'
import { defect } from './defect.ts'

const DATED = { retryAfterSeconds: 120, isDate: 1 }

export const dateUnread = defect({
  name: 'date unread',
  story: 'a Retry-After that is a date is passed over as if there were none',
  expected: 'Retry-After honoured',
  steps: GRANT.map((step) =>
    step.op === 'provision' ? { ...step, faults: [['Get-OutboundConnector', 0, 'throttled', DATED]] } : step,
  ),
  warp: {
    ports: (ports) => ({
      ...ports,
      fetch: async (input, init) => {
        const response = await ports.fetch(input, init)
        if (!/GMT$/.test(response.headers.get('retry-after') ?? '')) return response
        const headers = new Headers(response.headers)
        headers.delete('retry-after')
        return new Response(await response.text(), { status: response.status, headers })
      },
    }),
  },
})
