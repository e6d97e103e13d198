import { embeddedOrigin } from '../harness/world.ts'
import { defect } from './defect.ts'

const application = embeddedOrigin('busy').facts.applications.find(({ purpose }) => purpose === 'inline mode')

export const wrongHands = defect({
  name: 'wrong hands',
  story: 'cleanup acts with the application’s own token instead of the administrator’s',
  expected: 'right actor',
  warp: {
    ports: (ports) => ({
      ...ports,
      fetch: (input, init) => {
        const { body } = init ?? {}
        if (typeof body !== 'string' || !body.includes('grant_type=password')) return ports.fetch(input, init)
        const form = new URLSearchParams(body)
        for (const name of ['username', 'password']) form.delete(name)
        form.set('grant_type', 'client_credentials')
        form.set('client_id', application?.clientId ?? '')
        form.set('client_secret', application?.clientSecret ?? '')
        const resource = form.get('scope')?.includes('outlook')
          ? 'https://outlook.office365.com'
          : 'https://graph.microsoft.com'
        form.set('scope', `${resource}/.default`)
        return ports.fetch(input, { ...init, body: form.toString() })
      },
    }),
  },
})
