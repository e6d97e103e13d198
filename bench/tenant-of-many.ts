/** A process that makes a tenant of many users, and says as JSON what each cost. argv: how many. */
import { customerTenant } from '../mock-m365/starting-states/customer.ts'
import { namesOfPeople } from '../mock-m365/starting-states/generated-people.ts'
import { processorTime } from './measurement.ts'

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
const start = processorTime()
const tenant = customerTenant({ ...facts, manyUsers: { count, names } }, 0)
const us = processorTime() - start
const bytes = occupied() - before
const [user] = tenant.list('users')
const indexing = processorTime()
const found = tenant.find('users', 'userPrincipalName', user?.userPrincipalName).length
const indexingUs = processorTime() - indexing
process.stdout.write(
  `${JSON.stringify({ bytesEach: bytes / count, microsecondsEach: us / count, indexBytesEach: (occupied() - before - bytes) / count, indexMicrosecondsEach: indexingUs / count, found })}\n`,
)
