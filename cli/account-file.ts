/** The account file that `casproof serve` writes for `casproof stage`: everything is protected in both directions. */

interface Served {
  readonly tenantId: string
  readonly applications: readonly {
    readonly purpose: string
    readonly clientId: string
    readonly clientSecret: string
    readonly redirectUri: string
  }[]
}

/** An account file for a tenant that is served: everything is protected in both directions. */
export function exampleFor({ tenantId, applications }: Served, site: string): string {
  const found = applications.find(({ purpose }) => purpose === 'inline mode')
  const { clientId, clientSecret, redirectUri } = found ?? {}
  const policy = { kind: 'ATP', enabled: true, targets: { all: true } }
  const account = {
    tenantId,
    site,
    directions: 'both',
    application: { clientId, clientSecret, redirectUri },
    vendorKey: 'any-secret-text-that-stays-the-same',
    policies: [
      { name: 'All inbound mail', direction: 'inbound', ...policy },
      { name: 'All outbound mail', direction: 'outbound', ...policy },
    ],
  }
  return `${JSON.stringify(account, null, 2)}\n`
}
