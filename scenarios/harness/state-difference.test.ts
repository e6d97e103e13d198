import { expect, test } from 'vitest'
import { stateDifference } from './state-difference.ts'

const policy = (IPAllowList: readonly string[], more = {}) =>
  `HostedConnectionFilterPolicy ${JSON.stringify({ Name: 'Default', IPAllowList, ...more })}`
const rule = `TransportRule ${JSON.stringify({ Name: 'Skip', State: 'Enabled' })}`

test.each([
  [
    policy([]),
    policy(['192.0.2.1', '192.0.2.2']),
    'HostedConnectionFilterPolicy "Default": IPAllowList: 2 entries expected, 0 seen',
  ],
  [
    policy(['192.0.2.1'], { State: 'Disabled' }),
    policy(['192.0.2.2'], { State: 'Enabled' }),
    'HostedConnectionFilterPolicy "Default": IPAllowList: ["192.0.2.2"] expected, ["192.0.2.1"] seen; ' +
      'HostedConnectionFilterPolicy "Default": State: "Enabled" expected, "Disabled" seen',
  ],
  [policy([]), `${policy([])}\n${rule}`, 'TransportRule "Skip" is missing'],
  [`${policy([])}\n${rule}`, policy([]), 'TransportRule "Skip" is there'],
  [
    policy([], { A: 1, B: 1, C: 1 }),
    policy(['192.0.2.1'], { A: 2, B: 2, C: 'x'.repeat(100) }),
    'HostedConnectionFilterPolicy "Default": IPAllowList: 1 entry expected, 0 seen; ' +
      'HostedConnectionFilterPolicy "Default": A: 2 expected, 1 seen; ' +
      'HostedConnectionFilterPolicy "Default": B: 2 expected, 1 seen; … and 1 more differences',
  ],
])('says which object and property differ: %#', (state, wanted, said) => {
  expect(stateDifference(state, wanted)).toBe(said)
})
