import { defect } from './defect.ts'

export const blamesTheService = defect({
  name: 'blames the service',
  story: 'a grant before a consent is told as a failure of a service, and nobody knows what to do',
  expected: 'right word',
  steps: [{ op: 'provision' }],
  warp: {
    service: (service) => ({
      ...service,
      async provision() {
        const result = await service.provision()
        return { ...result, outcome: result.outcome === 'refused' ? 'failed' : result.outcome }
      },
    }),
  },
})
