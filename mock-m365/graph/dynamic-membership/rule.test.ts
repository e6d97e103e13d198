/**
 * What membership rules mean, which texts are not rules, and that no rule or pattern can keep the service
 * busy.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Base, type Entity } from '../../base.ts'
import { Tenant } from '../../tenant.ts'
import { GraphError } from '../wire/errors.ts'
import { satisfies } from './evaluate.ts'
import { ruleOf } from './parse.ts'
import { patternOf } from './pattern.ts'

const AT = Date.UTC(2026, 0, 15, 9, 30)
const MANAGER = '20000000-0000-4000-8000-000000000009'
const GROUP = '30000000-0000-4000-8000-000000000001'
const DAVID: Entity = {
  id: '20000000-0000-4000-8000-000000000001',
  accountEnabled: true,
  city: null,
  department: 'Sales',
  displayName: 'David Hamilton',
  employeeHireDate: '2026-01-14T00:00:00Z',
  jobTitle: 'SDE II',
  mail: 'david@contoso.com',
  mobilePhone: '+1 555',
  otherMails: ['d@fabrikam.com', 'hamilton@outlook.com'],
  proxyAddresses: ['SMTP:david@contoso.com', 'smtp:dh@contoso.com'],
  userType: 'Member',
  onPremisesExtensionAttributes: { extensionAttribute15: 'Marketing' },
  extension_c272a57b722d4eb29bfe327874ae79cb_OfficeNumber: '123',
  assignedLicenses: [{ skuId: 'sku', disabledPlans: ['plan-off'] }],
}
const view = new Tenant(
  't',
  new Base([
    ['users/manager', new Map([[String(DAVID.id), { id: DAVID.id, managerId: MANAGER }]])],
    ['groups/members', new Map([[`${GROUP}/${DAVID.id}`, { groupId: GROUP, memberId: DAVID.id }]])],
    [
      'subscribedSkus',
      new Map([
        [
          'sku',
          {
            skuId: 'sku',
            servicePlans: [
              { servicePlanId: 'plan-on', servicePlanName: 'EXCHANGE_S_ENTERPRISE' },
              { servicePlanId: 'plan-off', servicePlanName: 'INTUNE_A' },
            ],
          },
        ],
      ]),
    ],
  ]),
)
const selects = (rule: string, entity: Entity = DAVID) => satisfies(ruleOf(rule), entity, { view, at: AT })
const refusalOf = (rule: string): string => {
  try {
    ruleOf(rule)
    return 'taken'
  } catch (error) {
    return error instanceof GraphError ? error.message.split(': ').slice(1).join(': ') : String(error)
  }
}

describe('a membership rule selects', () => {
  test.each([
    ['user.department -eq "Sales"', true],
    ['(user.department -eq "sales")', true],
    ['User.Department EQ "Sales"', true],
    ['user.department –eq "Sales" –and user.jobTitle –startsWith "SDE"', true],
    ['user.department -ne "Sales"', false],
    ['user.department -notStartsWith "Sal"', false],
    ['user.mail -endsWith "@contoso.com"', true],
    ['user.mail -notEndsWith "@contoso.com"', false],
    ['user.displayName -contains "ham"', true],
    ['user.displayName -notContains "ham"', false],
    ['user.displayName -match "^Da.*"', true],
    ['user.displayName -match "^vid"', false],
    ['user.displayName -notMatch ".*vid"', false],
    ['user.department -in ["50001","SALES"]', true],
    ["user.department -notIn ['Sales', 'Marketing']", false],
    ['user.city -eq null', true],
    ['user.mail –ne null', true],
    ['user.mail -ne $null', true],
    ['user.city -eq "null"', false],
    ['user.city -ne "Lagos"', true],
    ['user.accountEnabled -eq true', true],
    ['user.accountEnabled -ne "true"', false],
    ['user.mobile -startsWith "+1"', true],
    ['user.objectId -ne null', true],
    ['(user.objectId -ne null) -and (user.userType -eq "Guest")', false],
    ['user.department -eq "Sales" -or user.department -eq "Marketing" -and user.city -eq "Lagos"', true],
    ['(user.department -eq "Sales" -or user.department -eq "Marketing") -and user.city -eq "Lagos"', false],
    ['-not (user.jobTitle -startsWith "SDE")', false],
    ['(user.department -eq "Sales") -and -not (user.jobTitle -startsWith "PM")', true],
    ['not user.department -eq "Sales" or user.city -eq null', true],
    ['user.extensionAttribute15 -eq "Marketing"', true],
    ['user.extensionAttribute1 -eq null', true],
    ['user.extension_c272a57b722d4eb29bfe327874ae79cb_OfficeNumber -eq "123"', true],
    ['user.otherMails -startsWith "hamilton"', true],
    ['user.otherMails -notStartsWith "hamilton"', false],
    ['user.proxyAddresses -notEndsWith "@contoso.com"', false],
    ['(user.proxyAddresses -any (_ -startsWith "smtp:dh"))', true],
    ['user.proxyAddresses -all (_ -contains "contoso")', true],
    ['user.otherMails -all (_ -contains "contoso")', false],
    ['user.otherMails -any _ -eq "d@fabrikam.com"', true],
    [
      'user.assignedPlans -any (assignedPlan.service -eq "exchange" -and assignedPlan.capabilityStatus -eq "Enabled")',
      true,
    ],
    ['user.assignedPlans -any (assignedPlan.servicePlanId -eq "plan-off")', false],
    [
      'user.assignedPlans -any (assignedPlan.servicePlanId -eq "plan-on") -and user.department -eq "HR"',
      false,
    ],
    ['user.assignedPlans -all (assignedPlan.servicePlanId -eq null)', false],
    ['user.employeehiredate -le 2026-01-14T00:00:00Z', true],
    ['user.employeehiredate -ge system.now -plus p1d', false],
    ['user.employeeHireDate -ge system.now -minus p2d', true],
    [`Direct Reports for "${MANAGER}"`, true],
    [`direct reports for '${GROUP}'`, false],
    [`user.memberof -any (group.objectId -in ['${GROUP}'])`, true],
    [`user.memberOf -any (group.objectId -in ['${MANAGER}', "${GROUP.toUpperCase()}"])`, true],
    [`user.memberof -any (group.objectId -in ['${MANAGER}'])`, false],
    ['user.displayName -eq "a`"b"', false],
  ])('by %s: %s', (rule, expected) => {
    expect(selects(rule)).toBe(expected)
  })

  test('who has no service plan, as the page has it', () => {
    expect(selects('user.assignedPlans -all (assignedPlan.servicePlanId -eq null)', { id: 'x' })).toBe(true)
  })

  test('devices by the names that Graph keeps them under', () => {
    const device = { id: 'd', operatingSystem: 'Windows', physicalIds: ['[ZTDId]:1'], trustType: 'AzureAd' }
    expect(
      selects('device.deviceOSType -eq "windows" -and device.deviceTrustType -eq "AzureAD"', device),
    ).toBe(true)
    expect(selects('(device.devicePhysicalIDs -any _ -startsWith "[ZTDId]")', device)).toBe(true)
  })
})

describe('no membership rule is', () => {
  const WRONG = 'Wrong property applied. Property'
  test.each([
    ['', 'Invalid rule syntax. The rule ends too early.'],
    ['   ', 'Invalid rule syntax. The rule ends too early.'],
    ['user.department', 'Invalid rule syntax. The rule ends too early.'],
    ['user.department -eq', 'Invalid operands found for operator. Invalid operands found for operator -eq'],
    ['user.department -like "x"', "Invalid rule syntax. Unexpected 'like' at position 16."],
    ['user.department -eq "Sales', 'Invalid rule syntax. Unterminated string at position 20.'],
    ['(user.department -eq "Sales"', 'Invalid rule syntax. The rule ends too early.'],
    ['user.department -eq "Sales")', "Invalid rule syntax. Unexpected ')' at position 27."],
    [
      'user.department -eq "Sales" user.city -eq "x"',
      "Invalid rule syntax. Unexpected 'user.city' at position 28.",
    ],
    ['user.department = "Sales"', "Invalid rule syntax. Invalid character '=' at position 16."],
    ['user.shoeSize -eq "43"', `${WRONG} 'shoeSize' cannot be applied to object 'User'`],
    ['user.__proto__ -eq "43"', `${WRONG} '__proto__' cannot be applied to object 'User'`],
    ['user.deviceOSType -eq "x"', `${WRONG} 'deviceOSType' cannot be applied to object 'User'`],
    [
      'user.assignedPlans -any (assignedPlan.shoe -eq "x")',
      `${WRONG} 'assignedPlan.shoe' cannot be applied to object 'AssignedPlan'`,
    ],
    ['user.otherMails -any (user.city -eq "x")', `${WRONG} 'user.city' cannot be applied to object 'String'`],
    [
      `user.memberof -any (group.displayName -in ['${GROUP}'])`,
      `${WRONG} 'group.displayName' cannot be applied to object 'Group'`,
    ],
    ['group.displayName -eq "x"', 'Invalid object type.'],
    ['department -eq "x"', 'No object type'],
    [
      'user.city -eq "x" -and device.displayName -eq "x"',
      'Mixed use of properties from different types of object.',
    ],
    ['user.accountEnabled -eq "yes"', /operator -eq$/],
    ['user.accountEnabled -startsWith "t"', /operator -startsWith$/],
    ['user.department -eq 5', /operator -eq$/],
    ['user.department -in "Sales"', /operator -in$/],
    ['user.department -startsWith null', /operator -startsWith$/],
    ['user.department -le "x"', /operator -le$/],
    ['user.assignedPlans -eq "x"', /operator -eq$/],
    ['user.department -any (_ -eq "x")', /operator -any$/],
    ['user.employeeHireDate -ge "soon"', /operator -ge$/],
    ['user.employeeHireDate -ge system.now -plus soon', /operator -plus$/],
    ["user.memberof -any (group.objectId -in ['x'])", /operator -in$/],
    [`user.memberof -any (group.objectId -in ['${GROUP}']) -and user.city -eq "x"`, /operator -any$/],
    [`-not (user.memberof -any (group.objectId -in ['${GROUP}']))`, /operator -any$/],
    [
      `Direct Reports for "${GROUP}" -or user.city -eq "x"`,
      "Invalid rule syntax. Unexpected 'or' at position 58.",
    ],
    ['Direct Reports for "me"', /operator -for$/],
    [`user.city -eq "${'x'.repeat(3100)}"`, 'Invalid rule syntax. The rule is longer than 3072 characters.'],
    [
      `${'('.repeat(200)}user.city -eq "x"${')'.repeat(200)}`,
      'Invalid rule syntax. The rule is nested too deep.',
    ],
    [`${'-not '.repeat(500)}user.city -eq "x"`, 'Invalid rule syntax. The rule is nested too deep.'],
    ['user.city -match "("', 'Invalid regular expression. A parenthesis is not closed.'],
    ['user.city -match "(?=x)"', /^Invalid regular expression\. Look-around/],
    ['user.city -match "(a)\\1"', /^Invalid regular expression\. References back/],
    ['user.city -match "(((a{1000}){1000}){1000})"', 'Invalid regular expression. The pattern is too large.'],
  ])('%s', (rule, expected) => {
    expect(refusalOf(rule)).toMatch(expected)
  })

  test('anything that throws something else than a refusal', () => {
    const words = fc.constantFrom(
      'user.department',
      'device.displayName',
      'user.assignedPlans',
      'user.memberOf',
      '-eq',
      '-any',
      '-all',
      '-and',
      '-or',
      '-not',
      '-in',
      '-match',
      '"x"',
      "'",
      '"',
      '(',
      ')',
      '[',
      ']',
      ',',
      '_',
      'null',
      'system.now',
      '-plus',
      'Direct',
      'Reports',
      'for',
      '5',
      '2026-01-01',
      '`',
      '-',
      '\\',
      '$null',
    )
    const text = fc.oneof(
      fc.string(),
      fc.array(words, { maxLength: 30 }).map((parts) => parts.join(' ')),
    )
    fc.assert(
      fc.property(text, (rule) => {
        const said = refusalOf(rule)
        expect(said === 'taken' || !/^\w*Error/.test(said)).toBe(true)
        if (said === 'taken') selects(rule)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('a pattern', () => {
  const CASES: readonly (readonly [string, readonly string[]])[] = [
    ['^Da.*', ['David', 'aDa', 'da', '']],
    ['.*vid$', ['David', 'Da', 'vidx', 'vid\n']],
    ['[a-c]{2,3}x?', ['ab', 'a', 'CCCx', 'zabz']],
    ['^(?:a|bc)+$', ['abcbca', 'ab', 'bc']],
    ['\\bcat\\b', ['a cat sat', 'concat', 'cat']],
    ['^[^@\\s]+@contoso\\.com$', ['a@contoso.com', 'a@contosoXcom', 'a b@contoso.com']],
    ['a{0,2}$', ['aaa', 'b']],
    ['(a*)*b', ['aaab', 'c']],
    ['colou?r|gr[ae]y', ['Color', 'grey', 'gruy']],
    ['^\\d{3}-\\d{4}$', ['555-1234', '5555-1234']],
    ['x{', ['x{', 'x']],
  ]
  test.each(CASES)('%s finds what the engine of JavaScript finds', (pattern, texts) => {
    for (const text of texts) {
      const expected = new RegExp(pattern, 'i').test(text.replace(/\n$/, ''))
      expect([text, patternOf(pattern).test(text)]).toEqual([text, expected])
    }
  })

  // With a backtracking engine this test would never end.
  test('that tracks back for ever elsewhere is done at once', () => {
    for (const pattern of ['(a+)+$', '(a|a)*$', `${'a?'.repeat(40)}${'a'.repeat(40)}`, '.*.*.*.*x'])
      patternOf(pattern).test(`${'a'.repeat(1000)}!`)
  })
})
