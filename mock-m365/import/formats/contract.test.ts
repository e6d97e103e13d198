/** What every format of exports owes, shown on its sample in `testing/samples.ts`. */
import { describe, expect, test } from 'vitest'
import { importTenant } from '../index.ts'
import { SAMPLES } from '../testing/samples.ts'
import { FORMATS } from './index.ts'

test('each format has a sample, and no sample is of nothing', () => {
  const names = FORMATS.map(({ name }) => name)
  expect(
    names.filter((name) => !Object.hasOwn(SAMPLES, name)),
    'formats to which testing/samples.ts gives no sample',
  ).toEqual([])
  expect(Object.keys(SAMPLES).filter((name) => !names.includes(name))).toEqual([])
})

describe.each(FORMATS.map((format) => [format.name, format] as const))(
  '%s',
  (name, { recognises, files }) => {
    const sample = SAMPLES[name]

    test('is recognised by itself alone', () => {
      expect(FORMATS.filter((format) => format.recognises(sample)).map((format) => format.name)).toEqual([
        name,
      ])
    })

    test.each([null, 7, 'text', [], {}])('does not take %j for one of its files', (value) => {
      expect(recognises(value)).toBe(false)
    })

    test('becomes a tenant that has an id, a name, a domain and a Global Administrator', () => {
      const { tenantId, displayName, domains, base } = importTenant(JSON.stringify(sample), 'the sample')
      expect(tenantId).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
      expect(displayName).not.toBe('')
      expect(domains[0]).toMatch(/\./)
      const roles = [...base.of('roleAssignments').values()].map(({ roleDefinitionId }) => roleDefinitionId)
      // https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference
      expect(roles).toContain('62e90394-69f5-4237-9190-012177145e10')
    })

    test('is named, with its files, to who comes with another', () => {
      expect(() => importTenant('{"colour": "red"}', 'a.json')).toThrow(`${name} (${files})`)
    })
  },
)
