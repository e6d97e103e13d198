import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CmdletError } from '../errors.ts'
import { ANN, BARE, BOB, GUEST, LIST, people, SECURITY, SEED, TEAM } from '../testing/people.ts'
import { parseFilter, passes } from './filter.ts'
import { turned } from './guids.ts'
import { isMemberOf, membersOf, recipientByAddress, recipientByIdentity } from './index.ts'

describe('recipients are the directory', () => {
  const { tenant } = people()

  test.each([
    ['anna@contoso.com', ANN, 'UserMailbox'],
    ['ANNA.OLD@Contoso.com', ANN, 'UserMailbox'],
    ['gus@fabrikam.com', GUEST, 'GuestMailUser'],
    ['team@contoso.com', TEAM, 'GroupMailbox'],
    ['list@contoso.com', LIST, 'MailUniversalDistributionGroup'],
    ['guards@contoso.com', SECURITY, 'MailUniversalSecurityGroup'],
    ['ann@contoso.com', 'u1', 'MailUser'],
  ])('%s is found by its address', (address, id, type) => {
    expect(recipientByAddress(tenant, address)).toMatchObject({ id, type })
  })

  test.each([
    'nobody@contoso.com',
    'anna.old@fabrikam.com',
    'anna',
    '@contoso.com',
    '',
    '__proto__@contoso.com',
  ])('%s is nobody', (address) => expect(recipientByAddress(tenant, address)).toBeUndefined())

  test('an identity is an address, an id, a GUID, a name, an alias, a display name or a distinguished name', () => {
    const dn = `CN=${ANN},OU=contoso.onmicrosoft.com,OU=Microsoft Exchange Hosted Organizations,DC=X`
    const canonical = `x.outlook.com/Microsoft Exchange Hosted Organizations/contoso.onmicrosoft.com/${ANN}`
    const names = [
      'anna@contoso.com',
      ANN,
      ANN.toUpperCase(),
      turned(ANN, 'Guid'),
      turned(ANN, 'ExchangeGuid'),
    ]
    for (const name of [...names, 'ANNA', 'anna example', dn, canonical])
      expect(recipientByIdentity(tenant, name)?.id, name).toBe(ANN)
    expect(recipientByIdentity(tenant, `team_${TEAM}`)?.id).toBe(TEAM)
    expect(recipientByIdentity(tenant, 'gus_fabrikam.com#EXT#')?.id).toBe(GUEST)
    expect(recipientByIdentity(tenant, BARE)).toBeUndefined()
    const { tenant: other } = people()
    const twin = { ...other.get('users', BOB), id: BARE, mail: 'b2@contoso.com', proxyAddresses: [] }
    other.commit(SEED, 'users', BARE, twin)
    expect(recipientByIdentity(other, 'Bob Example')).toBeUndefined()
  })

  test('members are all below a group, each once, though groups hold each other', () => {
    expect(membersOf(tenant, LIST).map(({ id }) => id)).toEqual([ANN, SECURITY, BOB])
    expect(isMemberOf(tenant, BOB, LIST)).toBe(true)
    expect(isMemberOf(tenant, LIST, LIST)).toBe(true)
    expect(isMemberOf(tenant, BOB, TEAM)).toBe(false)
    expect(isMemberOf(tenant, GUEST, LIST)).toBe(false)
  })
})

describe('filters', () => {
  const names = new Map(
    ['Alias', 'EmailAddresses', 'HiddenFromAddressListsEnabled', 'Size'].map((one) => [
      one.toLowerCase(),
      one,
    ]),
  )
  const object = {
    Alias: "o'neil",
    EmailAddresses: ['SMTP:Anna@contoso.com', 'smtp:b@contoso.com'],
    HiddenFromAddressListsEnabled: false,
    Size: 7,
  }

  test.each([
    ["Alias -eq 'O''NEIL'", true],
    ["{alias -ne 'x'}", true],
    ["EmailAddresses -eq 'b@contoso.com'", true],
    ["EmailAddresses -like '*@CONTOSO.com'", true],
    ["EmailAddresses -like 'anna*fabrikam*'", false],
    ["Alias -like 'o*n*l'", true],
    ["Alias -like 'o'", false],
    ["Alias -notlike 'x*'", true],
    ['HiddenFromAddressListsEnabled -eq $true', false],
    ['-not (HiddenFromAddressListsEnabled -eq $true) -and Size -gt 6', true],
    ["Alias -eq 'x' -or Size -le 7 -and Alias -ne $null", true],
    ["(Alias -eq 'x' -or Size -lt 7) -and Alias -ne $null", false],
    ['!(Alias -eq $null)', true],
    ['HiddenFromAddressListsEnabled -eq "False"', true],
  ])('%s is %s', (text, expected) => expect(passes(parseFilter(text, names), object)).toBe(expected))

  test.each([
    '',
    'Alias',
    'Alias -eq',
    "Alias 'x'",
    "Alias -is 'x'",
    "(Alias -eq 'x'",
    "Alias -eq 'x",
    "Bogus -eq 'x'",
    '-not',
    `${'('.repeat(40)}Alias -eq 'x'${')'.repeat(40)}`,
    `Alias -eq '${'x'.repeat(9000)}'`,
  ])('what is no filter is refused, case %#', (text) =>
    expect(() => parseFilter(text, names)).toThrow(CmdletError),
  )

  test('no text makes the parser throw anything else', () => {
    const piece = fc.constantFrom(
      'Alias',
      '-eq',
      '-like',
      '-and',
      '-or',
      '-not',
      '(',
      ')',
      "'a*'",
      '"',
      "'",
      '$null',
      '{',
      '}',
      '!',
      ' ',
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece).map((pieces) => pieces.join(' ')),
        ),
        (text) => {
          try {
            passes(parseFilter(text, names), object)
          } catch (error) {
            expect(error).toBeInstanceOf(CmdletError)
          }
        },
      ),
      { numRuns: 2000 },
    )
  })
})
