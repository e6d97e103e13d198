/** The files that `casproof serve` writes for `casproof stage` and `casproof product`. */

interface Application {
  readonly purpose: string
  readonly clientId: string
  readonly clientSecret: string
  readonly redirectUri: string
}

interface Served {
  readonly tenantId: string
  readonly applications: readonly Application[]
}

/** The product's settings, for a mock that is served on this machine. */
export function productExampleFor(
  applications: readonly Application[],
  { origin, caFile }: { readonly origin: string; readonly caFile: string },
): string {
  const { hostname, port } = new URL(origin)
  const product = {
    profile: 'cecp',
    vendorKey: VENDOR_KEY,
    applications: applications.map(({ purpose, clientId, clientSecret, redirectUri }) => ({
      purpose,
      clientId,
      clientSecret,
      redirectUri,
    })),
    network: { ca: caFile, connectTo: `${hostname}:${port}` },
  }
  return `${JSON.stringify(product, null, 2)}\n`
}

const VENDOR_KEY = 'any-secret-text-that-stays-the-same'

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
    vendorKey: VENDOR_KEY,
    policies: [
      { name: 'All inbound mail', direction: 'inbound', ...policy },
      { name: 'All outbound mail', direction: 'outbound', ...policy },
    ],
  }
  return `${JSON.stringify(account, null, 2)}\n`
}
