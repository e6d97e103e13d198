/** Planned replication delay: how long a reader does not see a write. */
import * as v from 'valibot'
import { READS_MAX, SECONDS_MAX } from '../../replication.ts'
import { type Controlled, type Route, refusing, route } from '../route.ts'
import { whole } from '../schemas.ts'

const RULES_MAX = 100

const RULE = v.strictObject({
  kind: v.pipe(
    v.string('a kind of object, or "*" for all'),
    v.minLength(1, 'a kind of object, or "*" for all'),
    v.description('users, groups/members, TransportRule …, as change logs name it; * for every kind'),
  ),
  reader: v.exactOptional(v.picklist(['entra', 'graph', 'exchange'])),
  seconds: v.exactOptional(whole(0, SECONDS_MAX)),
  reads: v.exactOptional(whole(0, READS_MAX)),
})

const LAG = v.strictObject({
  rules: v.pipe(v.array(RULE, 'a list of rules'), v.maxLength(RULES_MAX, `at most ${RULES_MAX} rules`)),
  alternating: v.exactOptional(
    v.pipe(
      v.string('a text'),
      v.description('A seed: requests then reach by turns a replica that lags and one that does not'),
    ),
  ),
})

const lagIn = ({ cloud }: Pick<Controlled, 'cloud'>) => ({ rules: [], ...cloud.lag })

export const lagRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: 'lag',
    says: 'how late each service sees what was written',
    output: LAG,
    run: lagIn,
  }),
  route({
    method: 'PUT',
    path: 'lag',
    says: 'replace the rules, the first that fits holds; what was written before is seen',
    body: LAG,
    output: LAG,
    run: ({ cloud, body }) => {
      refusing(() => cloud.lagBy(body))
      return lagIn({ cloud })
    },
  }),
  route({
    method: 'DELETE',
    path: 'lag',
    says: 'everything is seen at once',
    output: LAG,
    run: ({ cloud }) => {
      cloud.lagBy(undefined)
      return lagIn({ cloud })
    },
  }),
]
