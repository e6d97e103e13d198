import { expect, test } from 'vitest'
import { transportRule } from './transport-rule.ts'

const found = { id: 'x', name: 'a rule', marker: undefined, fields: { Name: 'a rule', SetSCL: 6 } }

test('what is wanted and could not be read back is refused at once, with the place of the mend', () => {
  expect(transportRule.differences({ Name: 'a rule', SetSCL: -1 }, found)).toEqual({ SetSCL: -1 })
  expect(() => transportRule.differences({ Name: 'a rule', PrependSubject: '[x] ' }, found)).toThrow(
    /^TransportRule: PrependSubject is wanted and would never be read back; add it to the kind's properties$/,
  )
  expect(transportRule.differences({ Name: 'a rule', SetSCL: 6, PrependSubject: null }, found)).toEqual({})
})
