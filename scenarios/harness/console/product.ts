/** The product with its console, over the same clock, ids and network as the rest of a run. */
import { type Dns, type Mailer, type Ports, Product, type Store } from '#cas-core'
import { testScanner } from '#cas-core/scanning'
import type { Script } from '../script.ts'

interface Application {
  readonly purpose: string
  readonly clientId: string
  readonly clientSecret: string
  readonly redirectUri: string
}

/** The customer of every run. */
export const CUSTOMER = 'customer'
/** Where the product keeps the customer's account for inline mode: the console and the stages of a script share it. */
export const INLINE_ACCOUNT = `${CUSTOMER}/1/inline`
/** And where that of the former outbound protection. */
export const FORMER_ACCOUNT = `${CUSTOMER}/1/former outbound`
/** Where Graph is told to report new mail. */
export const ENDPOINTS = {
  notificationUrl: 'https://scanning.example/notify',
  lifecycleNotificationUrl: 'https://scanning.example/lifecycle',
}
export const VENDOR_KEY = 'vendor key of the simulated product'

/** @param warped the ports of an account, as a product gets them that is wrong in a known way */
export function productOver(
  ports: Ports,
  { store, ...others }: { readonly store: Store; readonly mailer: Mailer; readonly dns: Dns },
  warped: (ports: Ports) => Ports,
  { generation = 'cecp' }: Script,
  applications: readonly Application[],
): Product {
  const { clock, ids, log, fetch } = warped(ports)
  const accounts: Store = {
    ...store,
    of(name) {
      const kept = store.of(name)
      return { ...kept, journal: warped({ ...ports, ...kept }).journal }
    },
  }
  return new Product(
    { clock, ids, log, fetch, scanner: testScanner(), store: accounts, ...others },
    {
      profile: generation,
      vendorKey: VENDOR_KEY,
      endpoints: ENDPOINTS,
      applications: Object.fromEntries(applications.map((one) => [one.purpose, one])),
    },
  )
}
