import { GRANT } from '../harness/script.ts'
import { afterwards, defect } from './defect.ts'

const { ports, send } = afterwards()

export const unmarked = defect({
  name: 'unmarked',
  story: 'when all is done the product erases its mark from a connector',
  expected: 'marked as ours',
  steps: GRANT,
  warp: {
    ports,
    service: (service) => ({
      ...service,
      async provision() {
        const result = await service.provision()
        await send('Set-InboundConnector', {
          Identity: 'TMCAS Inline Inbound Connector for Outgoing Message',
          Comment: '',
        })
        return result
      },
    }),
  },
})
