/** The mock that the administrator is played on. It has to be on this machine: nobody is played in the cloud. */
import { terminalLine } from '#output'

interface ServedTenant {
  readonly id: string
  readonly domains: readonly { readonly id: string; readonly isDefault: boolean }[]
}

export interface ServedMock {
  /** Default domains by the id of their tenant. */
  readonly domains: ReadonlyMap<string, string>
  /** Default domains of tenants that have Microsoft Entra ID P2, which Privileged Identity Management asks for. */
  domainsWithPim(): Promise<string[]>
}

const LOOPBACK = /^(?:127(?:\.\d+){3}|localhost|\[?::1\]?):\d+$/
const CONTROL = 'https://localhost/_casproof'

/**
 * @param fetch by which all connections go to `connectTo`
 * @throws Error where that is not this machine, or no mock is served there
 */
export async function servedMock(
  fetch: typeof globalThis.fetch,
  connectTo: string | undefined,
): Promise<ServedMock> {
  if (!LOOPBACK.test(connectTo ?? ''))
    throw new Error(
      'a person is played on a mock of this machine alone (network.connectTo in the product file says where it is); for the cloud, open the address of casproof product consentUrl in a browser',
    )
  const ask = async <T>(path: string): Promise<T> => {
    const answer = await fetch(`${CONTROL}${path}`).catch((error: unknown) => {
      throw new Error(`no mock answers at ${connectTo} (${reasonIn(error)}); casproof serve starts one`)
    })
    if (!answer.ok)
      throw new Error(`what answers at ${connectTo} is not a mock of casproof serve; nobody is played there`)
    return (await answer.json()) as T
  }
  const { tenants } = await ask<{ readonly tenants: readonly ServedTenant[] }>('/tenants')
  const domains = new Map(
    tenants.map(({ id, domains }) => [id, domains.find(({ isDefault }) => isDefault)?.id ?? '']),
  )
  return {
    domains,
    async domainsWithPim() {
      const found: string[] = []
      for (const [id, domain] of domains) {
        const { licences } = await ask<{ readonly licences: readonly { readonly skuPartNumber: string }[] }>(
          `/tenants/${id}/licences`,
        )
        if (licences.some(({ skuPartNumber }) => skuPartNumber === 'AAD_PREMIUM_P2')) found.push(domain)
      }
      return found
    },
  }
}

function reasonIn(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { cause } = error
  return terminalLine(cause instanceof Error ? cause.message || String(cause) : error.message)
}
