/** Policies and switches as they come in from a console or an account file, checked before they are written down. */

import * as v from 'valibot'
import { typed } from '#input'
import type { Policy } from './policies.ts'
import type { Protection } from './protection.ts'

const TEXT = v.pipe(v.string(), v.nonEmpty())
const A_PRIORITY = 'an integer between 1 and 99999'
const PRIORITY = v.pipe(
  v.number(A_PRIORITY),
  v.integer(A_PRIORITY),
  v.minValue(1, A_PRIORITY),
  v.maxValue(99_999, A_PRIORITY),
)
const A_TARGET =
  '{"all": true}, {"domains": ["contoso.com"]}, or {"users": [object ids], "groups": [object ids]}'

/** @param id what an object id may be */
export function policyList(id: v.GenericSchema<string, string>) {
  const targets = v.union(
    [
      v.strictObject({ all: v.literal(true) }),
      v.strictObject({ domains: v.array(TEXT) }),
      v.strictObject({ users: v.array(id), groups: v.array(id) }),
    ],
    A_TARGET,
  )
  const more = {
    priority: v.exactOptional(PRIORITY),
    description: v.exactOptional(v.pipe(v.string('text'), v.maxLength(1_000))),
    isMonitorOnly: v.exactOptional(v.literal(true)),
  }
  const policy = v.variant('kind', [
    v.strictObject({
      name: TEXT,
      kind: v.literal('ATP'),
      direction: v.picklist(['inbound', 'outbound']),
      enabled: v.boolean(),
      targets,
      ...more,
    }),
    v.strictObject({
      name: TEXT,
      kind: v.literal('DLP'),
      direction: v.literal(
        'outbound',
        '"outbound", since data loss prevention is not offered for inbound mail',
      ),
      enabled: v.boolean(),
      targets,
      ...more,
    }),
  ])
  return v.pipe(v.array(policy), v.maxLength(1_000))
}

const POLICIES = policyList(TEXT)
const PROTECTION = v.strictObject({ inbound: v.boolean(), outbound: v.boolean() })

/** @throws InputError naming the place, what is expected there and what was found */
export const policiesFrom = (value: unknown): readonly Policy[] =>
  typed(POLICIES, value, { name: 'policies', mend: 'change the policy, then try again' })

/** @throws InputError naming the place */
export const protectionFrom = (value: unknown): Protection =>
  typed(PROTECTION, value, { name: 'protection', mend: 'give both directions as true or false' })
