/** For a test suite with clients in its own process: they use Microsoft's host names, and reach the mock. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import type { Microsoft365 } from '../services.ts'
import { embeddedCloud, type TenantFacts } from '../starting-states/index.ts'
import { type Serving, serve } from './doors/doors.ts'
import { http } from './doors/node-http.ts'
import { type Environment, proxyVariables } from './environment.ts'
import { type Authority, type Leaf, makeAuthority, makeLeaf } from './home/certificates.ts'
import { randomIds } from './random-ids.ts'
import { deliverRegularly, loopbackNotifier } from './webhooks.ts'

/** A cloud to serve, and facts about its tenants. */
interface Start {
  readonly cloud: Microsoft365
  readonly tenants: readonly TenantFacts[]
}

export interface MockInUse extends Omit<Serving, 'close'>, Start {
  /** Key and certificate, PEM, for subscribers' endpoints on this machine. */
  readonly endpoint: Leaf
  /** Closes the doors and restores everything. Nested uses end in reverse order. */
  undo(): Promise<void>
}

/**
 * Serves a cloud (by default the embedded tenants on the real clock, since clients check tokens by it) and
 * sets up this thread for it: default CA certificates, Node's own proxy, proxy variables. Its CA is made for
 * this use. Subscribers on this machine get notifications over HTTPS with the certificate in `endpoint`; a
 * given cloud uses its own `notify`.
 * @throws Error on a Node older than 24.14, which cannot change this while it runs
 */
export async function useMock(start?: Start): Promise<MockInUse> {
  if (typeof http.setGlobalProxyFromEnv !== 'function')
    throw new Error(
      `useMock needs Node 24.14 or later, and this is ${process.version}. Use casproof env instead.`,
    )
  const authority = makeAuthority(Date.now())
  const { cloud, tenants } = start ?? embeddedCloud(surroundingsWith(authority))
  const directory = mkdtempSync(join(tmpdir(), 'casproof-mock-'))
  try {
    const caFile = join(directory, 'ca.pem')
    writeFileSync(caFile, authority.certificatePem)
    const { origin, proxy, close } = await serve({ cloud, home: { authority, caFile } })
    const putBack = pointAt(proxyVariables(proxy), authority.certificatePem)
    const stopDelivery = deliverRegularly(cloud)
    const undo = async () => {
      stopDelivery()
      putBack()
      await close()
      rmSync(directory, { recursive: true, force: true })
    }
    const endpoint = makeLeaf(authority, undefined, Date.now())
    return { origin, proxy, caFile, endpoint, cloud, tenants, undo }
  } catch (error) {
    rmSync(directory, { recursive: true, force: true })
    throw error
  }
}

/** As `serve` has them. */
const surroundingsWith = ({ certificatePem }: Authority) => ({
  clock: { now: Date.now },
  ids: randomIds,
  notify: loopbackNotifier([certificatePem]),
})

/** @param variables that @azure/identity and axios read, which make their own agents */
function pointAt(variables: Environment, ca: string): () => void {
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const)
  const trusted = getCACertificates('default')
  setDefaultCACertificates([...trusted, ca])
  // Programs that have imported `globalAgent` by name would otherwise keep the former agent.
  const proxyOff = http.setGlobalProxyFromEnv({ ...variables })
  syncBuiltinESMExports()
  Object.assign(process.env, variables)
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
    }
    proxyOff()
    syncBuiltinESMExports()
    setDefaultCACertificates(trusted)
  }
}
