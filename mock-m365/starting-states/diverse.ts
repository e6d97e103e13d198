import { accounts, GROUPS, PEOPLE, type World } from './embedded-tenant.ts'

/** More than Graph binds in one request, and more than fit on two short pages. */
const CROWD = Array.from({ length: 45 }, (_, i) => `Member ${String(i + 1).padStart(2, '0')}`)

export const diverse: World = {
  name: 'diverse',
  story:
    'forty-five people in one group, groups in groups, guests, people without a mailbox or sign-in, two domains of which one ends like the other, and two applications of other vendors, one under the product’s name and one with its role',
  customer: {
    tenantId: 'c0ffee00-000c-400c-800c-00000000000c',
    displayName: 'Margie’s Travel',
    domains: ['margiestravel.onmicrosoft.com', 'margiestravel.com', 'notmargiestravel.com'],
    unverifiedDomains: ['margiestravel.net'],
    accounts: accounts('margiestravel.com'),
    users: [...PEOPLE, ...CROWD, 'Gwen Guest', 'Nora Nomail', 'Dieter Disabled'],
    guests: ['Gwen Guest'],
    withoutMailbox: ['Nora Nomail'],
    disabled: ['Dieter Disabled'],
    groups: {
      ...GROUPS,
      Crowd: [...CROWD, 'Gwen Guest', 'Nora Nomail', 'Dieter Disabled'],
      Inner: ['Felix Bloch', 'Member 01'],
      Outer: ['Inner', 'Chien-Shiung Wu'],
      Outermost: ['Outer', 'Dorothy Hodgkin'],
    },
    applications: [
      {
        appId: '0ddba11a-0000-4000-8000-000000000001',
        displayName: 'Trend Micro Cloud App Security',
        roles: [],
      },
      {
        appId: '0ddba11a-0000-4000-8000-000000000002',
        displayName: 'Mailbox Mover',
        roles: ['Exchange Administrator'],
      },
    ],
  },
}
