/** A process that makes a tenant of many users, and says as JSON what each cost. argv: how many. */
import { customerTenant } from '../mock-m365/starting-states/customer.ts'
import { namesOfPeople } from '../mock-m365/starting-states/generated-people.ts'

const count = Number(process.argv[2])
const facts = {
  tenantId: 'c0ffee00-0009-4009-8009-000000000009',
  displayName: 'Crowd',
  domains: ['crowd.onmicrosoft.com', 'crowd.com'],
  accounts: [],
}
const names = await namesOfPeople()
customerTenant({ ...facts, manyUsers: { count: 10_000, names } }, 0)

const occupied = () => {
  for (let i = 0; i < 3; i++) globalThis.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
const before = occupied()
const start = performance.now()
const tenant = customerTenant({ ...facts, manyUsers: { count, names } }, 0)
const ms = performance.now() - start
const bytes = occupied() - before
const [user] = tenant.list('users')
const indexing = performance.now()
const found = tenant.find('users', 'userPrincipalName', user?.userPrincipalName).length
const indexingMs = performance.now() - indexing
process.stdout.write(
  `${JSON.stringify({ bytesEach: bytes / count, microsecondsEach: (ms * 1000) / count, indexBytesEach: (occupied() - before - bytes) / count, indexMicrosecondsEach: (indexingMs * 1000) / count, found })}\n`,
)
