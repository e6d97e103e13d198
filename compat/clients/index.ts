/** The rows of the table. */
import type { RealClient } from '../client.ts'
import { azureIdentity } from './azure-identity.ts'
import { cliMicrosoft365 } from './cli-microsoft365.ts'
import { curl } from './curl.ts'
import { graphClient } from './graph-client.ts'
import { msalNode } from './msal-node.ts'
import { msgraphSdk } from './msgraph-sdk.ts'
import { openidClient } from './openid-client.ts'

export const CLIENTS: readonly RealClient[] = [
  msalNode,
  azureIdentity,
  openidClient,
  graphClient,
  msgraphSdk,
  cliMicrosoft365,
  curl,
]
