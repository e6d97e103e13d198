/**
 * The floor of a flow: its calls once more by bare clients, against answers that were recorded and cost nothing. What
 * MSAL, the Graph client and JSON take by themselves, no mock and no product can save.
 */
import { ConfidentialClientApplication, type INetworkModule, PublicClientApplication } from '@azure/msal-node'
import { Client, type Context } from '@microsoft/microsoft-graph-client'
import type { Ports } from '#cas-core'
import { StoredResponse } from '../mock-m365/serve/doors/stored-response.ts'
import type { Answer } from '../mock-m365/wire.ts'

/** A call of the product, and its answer. */
export interface Recorded {
  readonly url: string
  readonly method: string
  readonly body: string
  readonly answer: Answer
}

/** What the product is given, with a fetch that writes down what it brings. */
export const recording =
  (tape: Recorded[]) =>
  (ports: Ports): Ports => ({
    ...ports,
    async fetch(input, init) {
      const response = await ports.fetch(input, init)
      const answer: Answer = {
        status: response.status,
        headers: Object.fromEntries(response.headers),
        body: await response.clone().text(),
      }
      tape.push({
        url: String(input),
        method: init?.method ?? 'GET',
        body: typeof init?.body === 'string' ? init.body : '',
        answer,
      })
      return response
    },
  })

/** The calls of a tape by bare clients, in order. */
export function bareFlow(tape: readonly Recorded[]): () => Promise<void> {
  const acts = tape.map(bareCall)
  return async () => {
    for (const act of acts) await act()
  }
}

function bareCall(call: Recorded): () => Promise<unknown> {
  const { hostname, pathname } = new URL(call.url)
  const respond = async () => new StoredResponse(call.answer, call.method, call.url, false)
  if (hostname === 'graph.microsoft.com') return () => throughGraphClient(call, respond)
  if (pathname.endsWith('/oauth2/v2.0/token')) return () => throughMsal(call, respond)
  return async () => {
    const text = await (await respond()).text()
    return text.startsWith('{') ? JSON.parse(text) : text
  }
}

type Respond = () => Promise<Response>

async function throughGraphClient({ url, method, body, answer }: Recorded, respond: Respond) {
  const middleware = {
    async execute(context: Context) {
      context.response = await respond()
    },
  }
  const request = Client.initWithMiddleware({ middleware }).api(url)
  const sent = body === '' ? undefined : JSON.parse(body)
  try {
    if (method === 'GET') return await request.get()
    if (method === 'POST') return await request.post(sent)
    return method === 'PATCH' ? await request.patch(sent) : await request.delete()
  } catch (error) {
    if (answer.status < 400) throw error
    return undefined
  }
}

function throughMsal({ url, body }: Recorded, respond: Respond) {
  const form = new URLSearchParams(body)
  const of = (name: string) => form.get(name) ?? ''
  const scopes = of('scope')
    .split(' ')
    .filter((scope) => scope.includes('/'))
  const send: INetworkModule['sendPostRequestAsync'] = async () => {
    const response = await respond()
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: JSON.parse(await response.text()),
    }
  }
  const system = { networkClient: { sendGetRequestAsync: send, sendPostRequestAsync: send } }
  const auth = { clientId: of('client_id'), authority: url.slice(0, url.indexOf('/oauth2/')) }
  if (of('grant_type') === 'password')
    return new PublicClientApplication({ auth, system }).acquireTokenByUsernamePassword({
      scopes,
      username: of('username'),
      password: of('password'),
    })
  return new ConfidentialClientApplication({
    auth: { ...auth, clientSecret: of('client_secret') },
    system,
  }).acquireTokenByClientCredential({ scopes, skipCache: true })
}
