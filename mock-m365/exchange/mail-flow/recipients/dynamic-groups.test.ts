/** Mail to groups whose members follow from a filter: who fits now gets it. */
import { expect, test } from 'vitest'
import { fatesOf, mailWorld } from '../../testing/mail.ts'
import { errorText } from '../../testing/world.ts'

const TO: { readonly submitted: true; readonly to: readonly string[] } = {
  submitted: true,
  to: ['staff@contoso.com'],
}

function withDepartments() {
  const world = mailWorld()
  for (const [name, department] of [
    ['ann', 'Sales'],
    ['ben', "Bob's"],
  ] as const) {
    const mail = `${name}@contoso.com`
    world.put('users', name, {
      id: name,
      userPrincipalName: mail,
      mail,
      proxyAddresses: [`SMTP:${mail}`],
      department,
    })
  }
  return world
}

test.each<readonly [string, object, readonly string[]]>([
  ['one value', { IncludedRecipients: 'MailboxUsers', ConditionalDepartment: ['Sales'] }, ['ann']],
  [
    'several',
    { IncludedRecipients: 'MailboxUsers', ConditionalDepartment: ['Sales', "Bob's"] },
    ['ann', 'ben'],
  ],
  [
    'several properties',
    { IncludedRecipients: 'MailboxUsers', ConditionalDepartment: ['Sales'], ConditionalCompany: ['X'] },
    [],
  ],
  ['no contacts here', { IncludedRecipients: 'MailContacts' }, []],
  ['a filter of one’s own', { RecipientFilter: "Department -like 'Sal*'" }, ['ann']],
])('%s', (_, filter, people) => {
  const { run, mail } = withDepartments()
  run('New-DynamicDistributionGroup', { Name: 'Staff', ...filter })
  const ends = people.map((name) => `${name}@contoso.com inbox`)
  expect(fatesOf(mail(TO))).toEqual(ends.length > 0 ? ends : ['staff@contoso.com deleted'])
})

test('who fits is asked anew for each message, and strangers are refused as by other groups', () => {
  const { run, mail, put, send } = withDepartments()
  run('New-DynamicDistributionGroup', { Name: 'Staff', RecipientFilter: "Department -eq 'Sales'" })
  put('users', 'ann', undefined)
  expect(fatesOf(mail({ ...TO, from: 'ben@contoso.com' }))).toEqual(['staff@contoso.com deleted'])
  run('Set-DynamicDistributionGroup', { Identity: 'Staff', RecipientFilter: `Department -eq "Bob's"` })
  expect(fatesOf(mail({ ...TO, from: 'ben@contoso.com' }))).toEqual(['ben@contoso.com inbox'])
  expect(fatesOf(mail({ to: TO.to }))[0]).toMatch(/^staff@contoso.com rejected 550 5.7.133 /)
  const members = send('Get-DynamicDistributionGroupMember', { Identity: 'Staff' }).json.value
  expect(members.map(({ PrimarySmtpAddress }) => PrimarySmtpAddress)).toEqual(['ben@contoso.com'])
})

test('a rule for its members is for who fits', () => {
  const { run, mail } = withDepartments()
  run('New-DynamicDistributionGroup', { Name: 'Staff', RecipientFilter: "Department -eq 'Sales'" })
  run('New-TransportRule', { Name: 'R', SentToMemberOf: ['staff@contoso.com'], DeleteMessage: true })
  expect(fatesOf(mail({ to: ['ann@contoso.com', 'ben@contoso.com'] })).toSorted()).toEqual([
    'ann@contoso.com deleted',
    'ben@contoso.com inbox',
  ])
})

test('its address is nobody else’s', () => {
  const { run, send } = withDepartments()
  run('New-DynamicDistributionGroup', { Name: 'Staff', IncludedRecipients: 'AllRecipients' })
  const twin = send('New-DistributionGroup', { Name: 'Others', Alias: 'staff' })
  expect(errorText(twin)).toMatch(/^The proxy address "SMTP:staff@contoso.com" is already being used/)
  const taken = send('New-DynamicDistributionGroup', {
    Name: 'X',
    Alias: 'ann',
    IncludedRecipients: 'MailUsers',
  })
  expect(taken.status).toBe(400)
})

test.each<readonly [string, object]>([
  ['no filter', {}],
  ['two kinds of filter', { RecipientFilter: "Alias -eq 'x'", IncludedRecipients: 'MailUsers' }],
  ['a condition without types', { ConditionalCompany: ['X'] }],
  ['AllRecipients beside others', { IncludedRecipients: 'AllRecipients,MailUsers' }],
  ['a star at the beginning', { RecipientFilter: "Alias -like '*x'" }],
  ['a property that is not one', { RecipientFilter: "Colour -eq 'x'" }],
  ['a filter that is too long', { RecipientFilter: `Alias -eq '${'x'.repeat(2048)}'` }],
])('refused: %s', (_, filter) => {
  expect(mailWorld().send('New-DynamicDistributionGroup', { Name: 'Staff', ...filter }).status).toBe(400)
})
