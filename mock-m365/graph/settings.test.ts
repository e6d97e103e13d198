/**
 * Settings that administrators make through Graph have an effect: who may make groups, their names, and
 * conditions on sign-ins.
 */
import { describe, expect, test } from 'vitest'
import { checkPolicies } from '../entra/authorize/conditional-access.ts'
import { APP, errorOf, idFor, listOf, messageOf, NOW, SECURITY, world } from './testing/world.ts'

const TEMPLATE = '62375ab9-6b52-47ed-826b-58e47e0e304b'
const SETTINGS = ['GroupSettings.ReadWrite.All', 'Group.ReadWrite.All']
const SOMEBODY = idFor('u', 4)

function settled(values: Readonly<Record<string, string>>) {
  const w = world({ groupSettings: [] })
  const pairs = Object.entries(values).map(([name, value]) => ({ name, value }))
  const body = { templateId: TEMPLATE, values: pairs }
  const made = w.send('POST /groupSettings', SETTINGS, { body })
  const group = (displayName: string, more: object = {}) => ({
    displayName,
    mailNickname: displayName.replaceAll(' ', ''),
    mailEnabled: true,
    securityEnabled: false,
    groupTypes: ['Unified'],
    ...more,
  })
  const as =
    (who: string, roles: readonly string[] = []) =>
    (displayName: string, more?: object) =>
      w.send('POST /groups', [], {
        token: w.userToken('Group.ReadWrite.All', roles, { oid: who }),
        body: group(displayName, more),
      })
  return { ...w, made, as, group }
}

describe('settings of groups', () => {
  test('are made from the template with all its values, once, changed and removed', () => {
    const { send, made } = settled({ UsageGuidelinesUrl: 'https://contoso.com/groups' })
    expect(made.status).toBe(201)
    expect(made.json).toMatchObject({ displayName: 'Group.Unified', templateId: TEMPLATE })
    expect(made.json.values).toHaveLength(15)
    const again = send('POST /groupSettings', SETTINGS, { body: { templateId: TEMPLATE } })
    expect(errorOf(again)).toBe('400 Request_BadRequest')
    const one = `/groupSettings/${made.json.id}`
    // The name of the template may be said again, and not another one.
    const renamed = (displayName: string) => send(`PATCH ${one}`, SETTINGS, { body: { displayName } }).status
    expect([renamed('Group.Unified'), renamed('Mine')]).toEqual([204, 400])
    const body = { values: [{ name: 'EnableGroupCreation', value: 'False' }] }
    expect(errorOf(send(`PATCH ${one}`, SETTINGS, { body }))).toBe('204')
    expect(send(`GET ${one}`, SETTINGS).json.values).toEqual(
      expect.arrayContaining([
        { name: 'EnableGroupCreation', value: 'false' },
        { name: 'UsageGuidelinesUrl', value: 'https://contoso.com/groups' },
      ]),
    )
    expect(errorOf(send(`DELETE ${one}`, SETTINGS))).toBe('204')
    expect(listOf(send('GET /groupSettings', SETTINGS))).toEqual([])
    expect(
      listOf(send('GET /groupSettingTemplates', SETTINGS)).map(({ displayName }) => displayName),
    ).toContain('Group.Unified')
  })

  test.each([
    [{ templateId: idFor('s', 1) }, '404 Request_ResourceNotFound'],
    [{ templateId: TEMPLATE, values: [{ name: 'Nonsense', value: 'x' }] }, '400 Request_BadRequest'],
    [
      { templateId: TEMPLATE, values: [{ name: 'EnableGroupCreation', value: 'maybe' }] },
      '400 Request_BadRequest',
    ],
    [{ templateId: TEMPLATE, values: [{ name: 'AllowToAddGuests', value: 'false' }] }, '501 NotImplemented'],
  ])('%j is refused', (body, error) => {
    expect(errorOf(world({ groupSettings: [] }).send('POST /groupSettings', SETTINGS, { body }))).toBe(error)
  })

  test('say who may make groups: administrators, and members of one group', () => {
    const { as, send } = settled({ EnableGroupCreation: 'false', GroupCreationAllowedGroupId: SECURITY })
    expect(errorOf(as(SOMEBODY)('One'))).toBe('403 Authorization_RequestDenied')
    // Members of the group, in the world of these tests.
    expect(errorOf(as(idFor('u', 1))('Two'))).toBe('201')
    expect(errorOf(as(SOMEBODY, ['User Administrator'])('Three'))).toBe('201')
    // It does not bind applications (documented).
    const body = {
      displayName: 'x',
      mailNickname: 'x',
      mailEnabled: true,
      securityEnabled: false,
      groupTypes: ['Unified'],
    }
    expect(errorOf(send('POST /groups', ['Group.Create'], { body }))).toBe('201')
  })

  test('let members make groups where nothing else is said', () => {
    expect(errorOf(settled({}).as(SOMEBODY)('One'))).toBe('201')
    expect(errorOf(settled({ EnableGroupCreation: 'false' }).as(SOMEBODY)('One'))).toBe(
      '403 Authorization_RequestDenied',
    )
  })

  test.each([
    ['GRP Sales_EU', '201', ''],
    [
      'Sales_EU',
      '400 Request_BadRequest',
      'displayName is missing the required prefix/suffix per the Group naming requirements.',
    ],
    [
      'GRP Sales',
      '400 Request_BadRequest',
      'displayName is missing the required prefix/suffix per the Group naming requirements.',
    ],
    [
      'GRP Payroll_EU',
      '400 Request_BadRequest',
      'displayName contains a blocked word per the Group naming requirements.',
    ],
    ['GRP Payrolls_EU', '201', ''],
  ])('say how groups are called: %s', (name, answer, message) => {
    const by = (roles: readonly string[]) =>
      settled({
        PrefixSuffixNamingRequirement: 'GRP [GroupName]_EU',
        CustomBlockedWordsList: 'payroll, CEO',
      }).as(
        SOMEBODY,
        roles,
      )(name)
    const heard = by([])
    expect([errorOf(heard), messageOf(heard)]).toEqual([answer, message])
    expect(errorOf(by(['Global Administrator']))).toBe('201')
  })

  test('bind who renames a group as well', () => {
    const { send, as } = settled({ CustomBlockedWordsList: 'payroll' })
    const { json } = as(SOMEBODY)('Fine')
    const rename = (displayName: string) =>
      errorOf(send(`PATCH /groups/${json.id}`, SETTINGS, { body: { displayName } }))
    expect([rename('The Payroll'), rename('Finer')]).toEqual(['400 Request_BadRequest', '204'])
  })
})

const ACCESS = ['Policy.ReadWrite.ConditionalAccess', 'Policy.Read.All', 'Policy.ReadWrite.SecurityDefaults']
const policy = (change: object = {}) => ({
  displayName: 'MFA for all',
  state: 'enabled',
  conditions: {
    clientAppTypes: ['all'],
    users: { includeUsers: ['All'] },
    applications: { includeApplications: ['All'] },
  },
  grantControls: { operator: 'OR', builtInControls: ['mfa'] },
  ...change,
})

describe('Conditional Access', () => {
  const PATH = '/identity/conditionalAccess/policies'
  const at = () => {
    const w = world({ conditionalAccessPolicies: [] })
    const make = (change?: object) => w.send(`POST ${PATH}`, ACCESS, { body: policy(change) })
    const signIn = () => {
      const subject = { tenant: w.tenant, id: SOMEBODY, type: 'user', resource: { appId: APP } } as const
      return () => checkPolicies({ ...subject, signedInAt: NOW }, NOW)
    }
    return { ...w, make, signIn }
  }

  // https://learn.microsoft.com/graph/api/conditionalaccessroot-post-policies and conditionalaccesspolicy-update
  test('are answered whole, and an update leaves the conditions that it does not name', () => {
    const { send } = world({ conditionalAccessPolicies: [] })
    const made = send(`POST ${PATH}`, ACCESS, {
      body: {
        displayName: 'Partly said',
        state: 'disabled',
        conditions: { applications: { includeApplications: ['All'] }, users: { includeGroups: [SECURITY] } },
        grantControls: { operator: 'OR', builtInControls: ['mfa'] },
      },
    })
    const conditions = {
      userRiskLevels: [],
      signInRiskLevels: [],
      clientAppTypes: ['all'],
      platforms: null,
      locations: null,
      applications: { includeApplications: ['All'], excludeApplications: [], includeUserActions: [] },
      users: {
        includeUsers: [],
        excludeUsers: [],
        includeGroups: [SECURITY],
        excludeGroups: [],
        includeRoles: [],
        excludeRoles: [],
      },
    }
    expect(made.json).toMatchObject({
      conditions,
      grantControls: { customAuthenticationFactors: [], termsOfUse: [] },
    })
    const change = { conditions: { signInRiskLevels: ['high', 'medium', 'low'] } }
    expect(errorOf(send(`PATCH ${PATH}/${made.json.id}`, ACCESS, { body: change }))).toBe('204')
    expect(send(`GET ${PATH}/${made.json.id}`, ACCESS).json.conditions).toEqual({
      ...conditions,
      ...change.conditions,
    })
  })

  test('acts on sign-ins as soon as it is enabled, and no longer when it is gone', () => {
    const { make, send, signIn } = at()
    expect(signIn()).not.toThrow()
    const made = make({ state: 'disabled' })
    expect(made.status).toBe(201)
    expect(signIn()).not.toThrow()
    const one = `${PATH}/${made.json.id}`
    expect(errorOf(send(`PATCH ${one}`, ACCESS, { body: { state: 'enabled' } }))).toBe('204')
    expect(send(`GET ${one}`, ACCESS).json).toMatchObject({
      state: 'enabled',
      modifiedDateTime: expect.any(String),
    })
    expect(signIn()).toThrow()
    expect(errorOf(send(`DELETE ${one}`, ACCESS))).toBe('204')
    expect(signIn()).not.toThrow()
  })

  test('for legacy clients alone does not reach modern ones', () => {
    const { make, signIn } = at()
    const conditions = { ...policy().conditions, clientAppTypes: ['exchangeActiveSync', 'other'] }
    expect(make({ conditions, grantControls: { operator: 'OR', builtInControls: ['block'] } }).status).toBe(
      201,
    )
    expect(signIn()).not.toThrow()
  })

  test.each([
    [{ displayName: undefined }, '400 Request_BadRequest'],
    [{ state: 'on' }, '400 Request_BadRequest'],
    [{ conditions: { users: { includeUsers: ['All'] } } }, '400 BadRequest'],
    [{ grantControls: undefined }, '400 BadRequest'],
    // https://github.com/hashicorp/terraform-provider-azuread/issues/801
    [
      {
        grantControls: undefined,
        sessionControls: { signInFrequency: { isEnabled: true, value: 4, type: 'hours' } },
      },
      '201',
    ],
    [{ grantControls: { operator: 'OR', builtInControls: ['compliantDevice'] } }, '501 NotImplemented'],
    [
      { conditions: { ...policy().conditions, locations: { includeLocations: ['All'] } } },
      '501 NotImplemented',
    ],
    [{ sessionControls: { persistentBrowser: { isEnabled: true, mode: 'never' } } }, '501 NotImplemented'],
    [{ state: 'disabled', sessionControls: { persistentBrowser: { isEnabled: true } } }, '201'],
  ])('with %j is %s', (change, answer) => {
    expect(errorOf(at().make(change))).toBe(answer)
  })

  test('and security defaults do not go together', () => {
    const { make, send, signIn } = at()
    const defaults = '/policies/identitySecurityDefaultsEnforcementPolicy'
    const set = (isEnabled: boolean) => errorOf(send(`PATCH ${defaults}`, ACCESS, { body: { isEnabled } }))
    expect(send(`GET ${defaults}`, ACCESS).json).toMatchObject({ isEnabled: false })
    expect(set(true)).toBe('204')
    expect(send(`GET ${defaults}`, ACCESS).json).toMatchObject({ isEnabled: true })
    const refused = make()
    expect([errorOf(refused), messageOf(refused)]).toEqual([
      '400 BadRequest',
      'Security Defaults is enabled in the tenant. You must disable Security defaults before enabling a Conditional Access policy.',
    ])
    expect(set(false)).toBe('204')
    expect(make().status).toBe(201)
    expect(signIn()).toThrow()
    expect(set(true)).toBe('400 Request_BadRequest')
  })

  test('is for its administrators', () => {
    const { send, userToken } = at()
    const list = (roles: readonly string[]) =>
      errorOf(send(`GET ${PATH}`, [], { token: userToken('Policy.Read.All', roles, { oid: SOMEBODY }) }))
    expect([list([]), list(['Conditional Access Administrator'])]).toEqual([
      '403 Authorization_RequestDenied',
      '200',
    ])
  })
})
