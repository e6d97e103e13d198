/** Policies and switches as they come in from a console or an account file, checked before they are written down. */

import * as v from 'valibot'
import { typed } from '#input'
import type { Policy } from './policies.ts'
import type { Protection } from './protection.ts'

const TEXT = v.pipe(v.string(), v.nonEmpty())
const TARGETS = v.union([
  v.strictObject({ all: v.literal(true) }),
  v.strictObject({ domains: v.array(TEXT) }),
  v.strictObject({ users: v.array(TEXT), groups: v.array(TEXT) }),
])
const POLICY = v.variant('kind', [
  v.strictObject({
    name: TEXT,
    kind: v.literal('ATP'),
    direction: v.picklist(['inbound', 'outbound']),
    enabled: v.boolean(),
    targets: TARGETS,
  }),
  v.strictObject({
    name: TEXT,
    kind: v.literal('DLP'),
    // data loss prevention is not offered for inbound mail
    direction: v.literal('outbound'),
    enabled: v.boolean(),
    targets: TARGETS,
  }),
])
const POLICIES = v.pipe(v.array(POLICY), v.maxLength(1_000))
const PROTECTION = v.strictObject({ inbound: v.boolean(), outbound: v.boolean() })

/** @throws InputError naming the place, what belongs there and what stands there */
export const policiesFrom = (value: unknown): readonly Policy[] =>
  typed(POLICIES, value, { name: 'policies', mend: 'change the policy, then try again' })

/** @throws InputError naming the place */
export const protectionFrom = (value: unknown): Protection =>
  typed(PROTECTION, value, { name: 'protection', mend: 'give both directions as true or false' })
