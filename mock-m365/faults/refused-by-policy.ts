import { fault } from './fault.ts'
import { objectsOf } from './objects-of.ts'

/**
 * A tenant's policy refuses one object or one member for good: a naming policy, a restricted administrative
 * unit, the write scope of a role. Repeated attempts are refused again, and everything else works.
 * https://learn.microsoft.com/entra/identity/role-based-access-control/admin-units-restricted-management
 */
export const refusedByPolicy = fault({
  name: 'refused-by-policy',
  story: 'nothing happens; one object or member is refused, and refused again as often as it is tried',
  knobs: {},
  atWrites: true,
  services: ['graph', 'exchange'],
  lasting: objectsOf,
  play: ({ call, arrival, service, requestId }) =>
    service.refusing?.(arrival, objectsOf(arrival).at(-1) ?? '', requestId) ?? call.run(requestId),
})
