/** `casproof serve` with what a client needs to ask it: an administrator's token, and an application with a secret. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Agent, request } from 'undici'
import type { TenantFacts } from '#mock-m365/serve'
import { openHome } from '#mock-m365/serve'
import { certificatesOf } from '../mock-m365/serve/home/certificates.ts'
import { type ServerProcess, serverProcess } from './server-process.ts'

const PUBLIC_CLIENT_ID = '14d82eec-204b-4c2f-b7e8-296a70dab67e'
const GRAPH_SCOPE = 'https://graph.microsoft.com/.default'

/** Keys and certificates that all servers of a comparison share, in a separate directory. */
export interface SharedHome {
  readonly directory: string
  /** PEM. */
  readonly ca: string
  remove(): void
}

export function sharedHome(): SharedHome {
  const directory = mkdtempSync(join(tmpdir(), 'casproof-bench-'))
  const { authority, caFile } = openHome(directory, Date.now())
  const leaf = certificatesOf(authority, Date.now).fallback
  writeFileSync(join(directory, 'leaf.json'), JSON.stringify(leaf))
  return {
    directory,
    ca: readFileSync(caFile, 'utf8'),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  }
}

export interface Served {
  readonly server: ServerProcess
  readonly tenantId: string
  /** `Bearer …` of a Global Administrator, for Graph. */
  readonly authorization: string
  /** With which that administrator signs in. */
  readonly credentials: { readonly username: string; readonly password: string }
  /** Asks once, as that administrator or with another token. @throws Error for a refusal: it would be measured in place of what was meant */
  ask(method: 'GET' | 'POST', path: string, body?: object | string, bearer?: string): Promise<string>
}

/** @param users how many users the first tenant has in addition to its own */
export async function served({ directory, ca }: SharedHome, users: number): Promise<Served> {
  const args = [
    fileURLToPath(new URL('../cli/main.ts', import.meta.url)),
    'serve',
    '--port',
    '0',
    '--json',
    '--users',
    String(users),
  ]
  const server = await serverProcess(args, directory)
  const { origin, tenants } = server.said as ServerProcess['said'] & { tenants: TenantFacts[] }
  const [tenant] = tenants
  const [administrator] = tenant?.accounts ?? []
  if (!tenant || !administrator)
    throw new Error('casproof serve names no tenant with an account to sign in with')
  const dispatcher = new Agent({ connect: { ca } })
  let authorization = ''
  const ask: Served['ask'] = async (method, path, body, bearer = authorization) => {
    const isForm = typeof body === 'string'
    const answer = await request(`${origin}${path}`, {
      method,
      dispatcher,
      reset: true,
      headers: {
        ...(bearer ? { authorization: bearer } : {}),
        ...(body
          ? { 'content-type': isForm ? 'application/x-www-form-urlencoded' : 'application/json' }
          : {}),
      },
      ...(body ? { body: isForm ? body : JSON.stringify(body) } : {}),
    })
    const text = await answer.body.text()
    if (answer.statusCode >= 300)
      throw new Error(`${method} ${path} answers ${answer.statusCode}: ${text.slice(0, 500)}`)
    return text
  }
  const { tenantId } = tenant
  const credentials = { username: administrator.userPrincipalName, password: administrator.password }
  const form = new URLSearchParams({
    grant_type: 'password',
    client_id: PUBLIC_CLIENT_ID,
    ...credentials,
    scope: GRAPH_SCOPE,
  })
  const { access_token } = JSON.parse(await ask('POST', `/${tenantId}/oauth2/v2.0/token`, `${form}`))
  authorization = `Bearer ${access_token}`
  return { server, tenantId, authorization, credentials, ask }
}

/** The form with which a new application of the tenant asks for its own token. */
export async function clientForm({ ask }: Served): Promise<URLSearchParams> {
  const { id, appId } = JSON.parse(await ask('POST', '/v1.0/applications', { displayName: 'bench' }))
  await ask('POST', '/v1.0/servicePrincipals', { appId })
  const passwordCredential = { displayName: 'bench' }
  const { secretText } = JSON.parse(
    await ask('POST', `/v1.0/applications/${id}/addPassword`, { passwordCredential }),
  )
  return new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: appId,
    client_secret: secretText,
    scope: GRAPH_SCOPE,
  })
}
