import { describe, expect, test } from 'vitest'
import { ADMIN, EXPORT, guid, problemOf, TENANT } from '../testing/scubagear-export.ts'

const deep = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`

describe('a file that is wrong', () => {
  const rule = EXPORT.transport_rule[0]
  const table: readonly (readonly [string, string, string | RegExp])[] = [
    ['empty', '', 'export.json: line 1, column 1: it is empty; export it again, or mend it there'],
    ['cut off', '{\n "tenant_id": "x",\n', 'line 3, column 1'],
    ['broken', '{\n "a": 1,\n "b": oops }', 'line 3, column 7'],
    [
      'a list',
      '[]',
      'export.json: not an export that can be read here; accepted are: ScubaGear (ProviderSettingsExport.json,',
    ],
    [
      'a script',
      'Configuration M365TenantConfig\n{\n',
      'export.json: not JSON; accepted are: ScubaGear (ProviderSettingsExport.json, ',
    ],
    [
      'results without settings',
      '{"MetaData":{},"Results":{}}',
      'Raw (line 1, column 1): expected the settings of a ScubaGear run, found none; take the ProviderSettingsExport.json next to it',
    ],
    ['another JSON', '{"a":1}', 'export.json: not an export that can be read here; accepted are: '],
    [
      'a tenant id that is no GUID',
      '{"tenant_id":"contoso"}',
      'tenant_id (line 1, column 14): expected a GUID, found "contoso"',
    ],
    [
      'a rule that is text',
      with_({ transport_rule: ['rule'] }),
      /transport_rule\[0\] \(line 1, column \d+\): expected an object, found "rule"; export it again/,
    ],
    [
      'rules that are a number',
      with_({ transport_rule: 5 }),
      /transport_rule \(line.*\): expected a list, found 5/,
    ],
    [
      'a name that is a number',
      with_({ transport_rule: [{ ...rule, Name: 7 }] }),
      /transport_rule\[0\]\.Name \(line.*\): expected text, found 7/,
    ],
    [
      'no Guid',
      with_({ inbound_connectors: [{ Name: 'a', ConnectorType: 'Partner' }] }),
      /inbound_connectors\[0\]\.Guid \(line.*\): expected a GUID, found nothing/,
    ],
    [
      'one Guid twice',
      with_({ transport_rule: [rule, rule] }),
      /transport_rule\[1\]\.Guid \(line.*\): expected a Guid that no other entry has/,
    ],
    [
      'a user key that is no id',
      with_({ privileged_users: { ada: {} } }),
      /privileged_users\.ada \(line.*\): expected an object id \(a GUID\)/,
    ],
    [
      'a role that is a number',
      with_({ privileged_users: { [ADMIN]: { roles: [1] } } }),
      /roles\[0\] \(line.*\): expected text.*, found 1/,
    ],
    [
      'a switch that is text',
      with_({ domain_settings: [{ Id: 'a.b', IsVerified: 'yes' }] }),
      /domain_settings\[0\]\.IsVerified \(line.*\): expected true or false, found "yes"/,
    ],
    [
      'a property called __proto__',
      '{"tenant_id":"x","a":{"__proto__":{"b":1}}}',
      'a (line 1, column 22): a property may not be called __proto__',
    ],
    ...(
      [
        [
          { conn_filter: [{ ...EXPORT.conn_filter[0], IPAllowList: [5] }] },
          'conn_filter[0].IPAllowList',
          'a list of texts, found [5]',
        ],
        [
          { conn_filter: [{ ...EXPORT.conn_filter[0], IPBlockList: ['nowhere'] }] },
          'conn_filter[0].IPBlockList',
          'a value that Exchange takes, found "nowhere"',
        ],
        [
          { transport_rule: [{ ...rule, State: 'Sometimes' }] },
          'transport_rule[0].State',
          '"Enabled" or "Disabled", found "Sometimes"',
        ],
        [
          { transport_rule: [{ ...rule, Mode: 'Now and then' }] },
          'transport_rule[0].Mode',
          '"Audit" or "AuditAndNotify" or "Enforce", found "Now and then"',
        ],
        [
          { transport_rule: [{ ...rule, Priority: 'first' }] },
          'transport_rule[0].Priority',
          'a number, found "first"',
        ],
        [
          { transport_rule: [{ ...rule, SenderDomainIs: { a: 1 } }] },
          'transport_rule[0].SenderDomainIs',
          'a list of texts, found {"a":1}',
        ],
        [
          { inbound_connectors: [{ Guid: guid(5), Name: 'In', ConnectorType: 'Both' }] },
          'inbound_connectors[0].ConnectorType',
          '"OnPremises" or "Partner", found "Both"',
        ],
        [
          { inbound_connectors: [{ ...EXPORT.inbound_connectors, Enabled: 'yes' }] },
          'inbound_connectors[0].Enabled',
          'true or false, found "yes"',
        ],
        [
          { accepted_domains: [{ ...EXPORT.accepted_domains[0], DomainType: 'Odd' }] },
          'accepted_domains[0].DomainType',
          '"Authoritative", "InternalRelay" or "ExternalRelay", found "Odd"',
        ],
        [
          { license_information: [{ SkuId: 'x', SkuPartNumber: 'A' }] },
          'license_information[0].SkuId',
          'a GUID, found "x"',
        ],
        [{ service_plans: [{ ServicePlanId: 7 }] }, 'service_plans[0].ServicePlanId', 'a GUID, found 7'],
      ] as const
    ).map(
      ([change, place, problem]) =>
        [
          `a value of ${place}`,
          with_(change),
          new RegExp(
            `${RegExp.escape(place)} \\(line \\d+, column \\d+\\): expected ${RegExp.escape(problem)}`,
          ),
        ] as const,
    ),
    ['too deep', `{"tenant_id":"${TENANT}","a":${deep(64)}}`, 'nested deeper than 64 levels'],
    ['absurdly deep', `{"a":${deep(200_000)}}`, 'nested deeper than 64 levels'],
    ['too many objects', `{"a":[${'{},'.repeat(100_000)}{}]}`, 'more than 100000 objects'],
    ['too large', ' '.repeat(64 * 1024 * 1024 + 1), 'larger than 64 MiB'],
  ]
  test.each(table)('%s is refused with its place and the mend', (_name, text, problem) => {
    if (typeof problem === 'string') expect(problemOf(text)).toContain(problem)
    else expect(problemOf(text)).toMatch(problem)
  })
  test('depth of 63 below the root is read', () => {
    expect(problemOf(`{"tenant_id":"${TENANT}","a":${deep(63)}}`)).toBe('accepted')
  })
})

function with_(change: object): string {
  return JSON.stringify({ ...EXPORT, ...change })
}
