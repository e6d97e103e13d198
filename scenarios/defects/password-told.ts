import { FOUR_STAGES } from '../harness/script.ts'
import { defect } from './defect.ts'

export const passwordTold = defect({
  name: 'password told',
  story: 'the form with which a token is asked for is logged, the administrator’s password included',
  expected: 'secrets kept',
  steps: FOUR_STAGES,
  warp: {
    ports: (ports) => ({
      ...ports,
      fetch(input, init) {
        const form = String(init?.body)
        if (form.includes('grant_type=password')) ports.log.info({ form }, 'signing in')
        return ports.fetch(input, init)
      },
    }),
  },
})
