/** Ways in which clouds fail, and what plays each: faults that sweeps and random runs strike with, and stored scripts. */
import { expect, test } from 'vitest'
import { STEP_FAULTS } from './harness/step-faults.ts'
import { storedScripts } from './stored-scripts.ts'

interface Played {
  readonly faults?: readonly string[]
  /** Seeds of stored scripts. */
  readonly scripts?: readonly string[]
}

const CLASSES: Readonly<Record<string, Played>> = {
  'the process ends': { faults: ['crash-before-call', 'crash-after-effect'] },
  'no answer, and it has happened': { faults: ['lost-answer'] },
  'it happens some minutes later': { scripts: ['late-effects', 'late-claim'] },
  'a gateway sends twice': { faults: ['sent-twice'] },
  'too many requests': { faults: ['throttled', 'throttled-after-effect'], scripts: ['waits-told-as-dates'] },
  'a server fails': { faults: ['server-error', 'server-error-after-effect'] },
  'a service is down for long': { scripts: ['outage-in-a-grant', 'outage-in-each-stage'] },
  'an answer is mutilated, or somebody else’s': { faults: ['cut-off', 'proxy-page'] },
  'a good token is refused': { faults: ['refused-once'] },
  'the application or a permission goes': {
    scripts: ['application-deleted', 'application-disabled', 'console-token-permission-taken'],
  },
  'the role goes, and comes back': { scripts: ['role-taken', 'given-back', 'role-expired'] },
  'what was made is not seen yet': { faults: ['not-found-once'], scripts: ['group-seen-late-by-graph'] },
  'replicas flip-flop': { scripts: ['replicas-alternate'] },
  'a listing is wrong': { faults: ['broken-listing', 'empty-page', 'doubled-entry'] },
  'pages and order are other ones': { faults: ['short-page', 'reordered'] },
  'a place in a list is forgotten': { faults: ['round-forgotten'], scripts: ['delta lost'] },
  'a policy of the tenant refuses': { faults: ['refused-by-policy'] },
  'a limit is reached': { scripts: ['too-many-rules', 'lists-full', 'room-for-exactly-six'] },
  'people put their hands to it': { scripts: ['in-disguise', 'removed-by-hand', 'names-taken'] },
}

test('each class is played by what there is', () => {
  const faults = new Set(STEP_FAULTS.map(({ name }) => name))
  const scripts = new Set(storedScripts().map(({ seed }) => seed))
  for (const [name, { faults: some = [], scripts: stored = [] }] of Object.entries(CLASSES)) {
    expect(some.length + stored.length, name).toBeGreaterThan(0)
    expect(
      some.filter((one) => !faults.has(one)),
      name,
    ).toEqual([])
    expect(
      stored.filter((one) => !scripts.has(one)),
      name,
    ).toEqual([])
  }
})

test('each fault is of a class', () => {
  const named = Object.values(CLASSES).flatMap(({ faults = [] }) => faults)
  expect(named.toSorted()).toEqual(STEP_FAULTS.map(({ name }) => name).toSorted())
})
