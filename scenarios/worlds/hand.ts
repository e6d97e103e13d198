/**
 * The hand of a tenant's Global Administrator, who makes what a drawn tenant holds through Microsoft's own interfaces:
 * so it holds nothing that Microsoft would have refused.
 */
import type { Entity, Microsoft365, TenantFacts } from '#mock-m365'
import { accountOf, passwordForm, TOOLS, type Tool } from '../harness/administrator.ts'

export interface Hand {
  /** Decoded body of the answer, empty where there is none. @throws Refused */
  graph(method: 'GET' | 'POST' | 'PATCH' | 'DELETE' | 'PUT', path: string, body?: object): Entity
  /** What the cmdlet returns. @throws Refused */
  exchange(cmdlet: string, parameters: object): readonly Entity[]
  /** Gives the tool for Graph one permission more, as its users do who ask for it when they connect. @throws Refused */
  permit(scope: string): void
  /** Accepts what an application asks for, as its page of consent shows it. @throws Refused */
  consent(appId: string, redirectUri: string): void
}

/** What Microsoft has refused. */
class Refused extends Error {
  override readonly name = 'Refused'
}

type Headers = Readonly<Record<string, string>>
const FORM: Headers = { 'content-type': 'application/x-www-form-urlencoded' }
const JSON_BODY: Headers = { 'content-type': 'application/json' }

export function handOf(cloud: Microsoft365, facts: TenantFacts): Hand {
  const account = accountOf(facts, 'admin')
  const tokens = new Map<Tool, string>()
  const ask = (method: string, url: string, headers: Headers, body: string) => {
    const { hostname, origin, pathname, search } = new URL(url)
    const at = cloud.clock.now()
    return cloud.handle({
      method,
      host: hostname,
      origin,
      path: pathname,
      query: search.slice(1),
      headers,
      body,
      at,
    })
  }
  const heard = (method: string, url: string, headers: Headers, body: string): Entity => {
    const answer = ask(method, url, headers, body)
    const text = String(answer.body)
    if (answer.status >= 400) throw new Refused(`${method} ${url} ${body}: ${answer.status} ${text}`)
    return text === '' ? {} : JSON.parse(text)
  }
  const bearer = (tool: Tool): Headers => {
    const kept = tokens.get(tool)
    if (kept !== undefined) return { authorization: `Bearer ${kept}` }
    const url = `https://login.microsoftonline.com/${facts.tenantId}/oauth2/v2.0/token`
    const token = String(heard('POST', url, FORM, passwordForm(account, tool)).access_token)
    tokens.set(tool, token)
    return { authorization: `Bearer ${token}` }
  }
  const graph: Hand['graph'] = (method, path, body) =>
    heard(
      method,
      `https://graph.microsoft.com/v1.0${path}`,
      { ...bearer(TOOLS.graph), ...JSON_BODY },
      body ? JSON.stringify(body) : '',
    )
  return {
    graph,
    permit(scope) {
      const { id } = graph('GET', `/servicePrincipals(appId='${TOOLS.graph.client}')?$select=id`)
      const { value } = graph(
        'GET',
        `/oauth2PermissionGrants?$filter=${encodeURIComponent(`clientId eq '${id}'`)}`,
      )
      const [grant] = Array.isArray(value) ? value : []
      graph('PATCH', `/oauth2PermissionGrants/${grant?.id}`, { scope: `${grant?.scope} ${scope}` })
      tokens.delete(TOOLS.graph)
    },
    exchange(CmdletName, Parameters) {
      const url = `https://outlook.office365.com/adminapi/beta/${facts.tenantId}/InvokeCommand`
      const body = JSON.stringify({ CmdletInput: { CmdletName, Parameters } })
      const { value } = heard('POST', url, { ...bearer(TOOLS.exchange), ...JSON_BODY }, body)
      return Array.isArray(value) ? value : []
    },
    consent(appId, redirectUri) {
      const asked = new URLSearchParams({ client_id: appId, redirect_uri: redirectUri, state: 'drawn' })
      const url = `https://login.microsoftonline.com/${facts.tenantId}/adminconsent?${asked}`
      const { userPrincipalName: username, password } = account
      const form = new URLSearchParams({ username, password, decision: 'accept' })
      const answer = ask('POST', url, FORM, form.toString())
      const sentTo = Object.entries(answer.headers).find(([name]) => name.toLowerCase() === 'location')?.[1]
      if (!sentTo?.includes('admin_consent=True')) throw new Refused(`consent at ${url}: ${answer.status}`)
    },
  }
}
