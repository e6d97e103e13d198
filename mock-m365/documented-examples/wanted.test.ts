/** What a query says of the rows that it lets through. */
import { expect, test } from 'vitest'
import { wanted } from './wanted.ts'

test.each([
  ["$filter=displayName eq 'Ann'&$top=1", { displayName: 'Ann' }],
  ['$filter=accountEnabled%20eq%20false', { accountEnabled: false }],
  ["$filter=startswith(displayName,'Er')&$select=id", { displayName: 'Er' }],
  ["$filter=mail in ('a@x.org','b@x.org')", { mail: 'a@x.org' }],
  [
    "$filter=employeeOrgData/division eq 'Sales' or employeeOrgData/costCenter eq '1'",
    {
      employeeOrgData: { division: 'Sales', costCenter: '1' },
    },
  ],
  [
    "$filter=groupTypes/any(c:c eq 'Unified') and mailEnabled eq true",
    {
      groupTypes: ['Unified'],
      mailEnabled: true,
    },
  ],
  [
    "$filter=identities/any(c:c/issuerAssignedId eq 'a@b.org' and c/issuer eq 'My tenant')",
    {
      identities: [{ issuerAssignedId: 'a@b.org', issuer: 'My tenant' }],
    },
  ],
  ["$filter=not(groupTypes/any(c:c eq 'Unified')) and displayName eq 'It''s'", { displayName: "It's" }],
  ['$filter=createdDateTime ge 2021-01-01T00:00:00Z', { createdDateTime: '2021-01-01T00:00:00Z' }],
  ['$search="displayName:wa" OR "mail:x"', { displayName: 'wa' }],
  ['$count=true', {}],
])('%s', (query, expected) => {
  expect(wanted(query)).toEqual(expected)
})
