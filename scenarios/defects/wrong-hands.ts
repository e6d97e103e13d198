import { embeddedOrigin } from '../harness/world.ts'
import { defect } from './defect.ts'

const application = embeddedOrigin('busy').facts.applications.find(({ purpose }) => purpose === 'inline mode')

/** In Exchange Online, where the application has the right: Microsoft Graph would refuse it. */
export const wrongHands = defect({
  name: 'wrong hands',
  story: 'cleanup acts in Exchange Online with the application’s own token instead of the administrator’s',
  expected: 'right actor',
  warp: {
    ports: (ports) => ({
      ...ports,
      fetch: (input, init) => {
        const { body } = init ?? {}
        if (typeof body !== 'string' || !body.includes('grant_type=password')) return ports.fetch(input, init)
        const form = new URLSearchParams(body)
        if (!form.get('scope')?.includes('outlook')) return ports.fetch(input, init)
        for (const name of ['username', 'password']) form.delete(name)
        form.set('grant_type', 'client_credentials')
        form.set('client_id', application?.clientId ?? '')
        form.set('client_secret', application?.clientSecret ?? '')
        form.set('scope', 'https://outlook.office365.com/.default')
        return ports.fetch(input, { ...init, body: form.toString() })
      },
    }),
  },
})
