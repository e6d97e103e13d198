/** What administrators do by hand while the product is at work, each through Microsoft's own interfaces. */
import type { Administrator, Reply } from './administrator.ts'
import type { Act } from './script.ts'

type Deed = (person: Administrator, value: string) => Promise<Reply>

const DEEDS: Readonly<Record<Act, Deed>> = {
  'allow address': (person, value) =>
    person.exchange('Set-HostedConnectionFilterPolicy', {
      Identity: 'Default',
      IPAllowList: { '@odata.type': '#Exchange.GenericHashTable', Add: [value] },
    }),
  'take out address': (person, value) =>
    person.exchange('Set-HostedConnectionFilterPolicy', {
      Identity: 'Default',
      IPAllowList: { '@odata.type': '#Exchange.GenericHashTable', Remove: [value] },
    }),
  /** The value names the sending infrastructure. */
  'take out pair': takeOutPair,
  remove: removal,
  'add rule': (person, value) =>
    person.exchange('New-TransportRule', {
      Name: value,
      SubjectContainsWords: [value],
      PrependSubject: '[seen] ',
    }),
  'add user': (person, value) =>
    person.graph('POST', '/users', {
      accountEnabled: true,
      displayName: value,
      mailNickname: nickname(value),
      userPrincipalName: accountOf(person, value),
      passwordProfile: { password: 'Mock-password-of-a-new-user-1' },
    }),
  'remove user': (person, value) => person.graph('DELETE', `/users/${accountOf(person, value)}`),
  'join group': (person, value) =>
    withMember(person, value, (group, user) =>
      person.graph('POST', `/groups/${group}/members/$ref`, {
        '@odata.id': `https://graph.microsoft.com/v1.0/directoryObjects/${user}`,
      }),
    ),
  'leave group': (person, value) =>
    withMember(person, value, (group, user) =>
      person.graph('DELETE', `/groups/${group}/members/${user}/$ref`),
    ),
  /** Which group in which other: `Finance in Research`. */
  'nest group': (person, value) =>
    withNested(person, value, (outer, inner) =>
      person.graph('POST', `/groups/${outer}/members/$ref`, {
        '@odata.id': `https://graph.microsoft.com/v1.0/directoryObjects/${inner}`,
      }),
    ),
  'part group': (person, value) =>
    withNested(person, value, (outer, inner) =>
      person.graph('DELETE', `/groups/${outer}/members/${inner}/$ref`),
    ),
  'verify domain': async (person, value) => {
    const made = await person.graph('POST', '/domains', { id: value })
    return made.status < 400 ? person.graph('POST', `/domains/${value}/verify`) : made
  },
  'remove domain': (person, value) => person.graph('DELETE', `/domains/${value}`),
  disable: (person, value) => person.exchange('Disable-TransportRule', { Identity: value, Confirm: false }),
  'move to top': (person, value) => person.exchange('Set-TransportRule', { Identity: value, Priority: 0 }),
  'delete application': (person, value) =>
    withNamed(person, 'servicePrincipals', value, (id) => person.graph('DELETE', `/servicePrincipals/${id}`)),
  'disable application': (person, value) =>
    withNamed(person, 'servicePrincipals', value, (id) =>
      person.graph('PATCH', `/servicePrincipals/${id}`, { accountEnabled: false }),
    ),
  /** All roles, of an application or of somebody. */
  'take role': async (person, value) => {
    const taken = await withNamed(person, 'servicePrincipals', value, (id) => roleless(person, id))
    return taken.status === 404 ? withNamed(person, 'users', value, (id) => roleless(person, id)) : taken
  },
  /** A role and a person: `Global Administrator to Rashid Roles`. */
  'give role': (person, value) => {
    const [role = '', who = ''] = value.split(' to ')
    return withNamed(person, 'users', who, (principalId) => roleGiven(person, role, principalId))
  },
  /** One permission of the product's application, by its name: `Exchange.ManageAsApp`. */
  'take permission': permissionTaken,
  'strip of exceptions': (person, value) =>
    person.exchange('Set-TransportRule', {
      Identity: value,
      ExceptIfSenderIpRanges: null,
      ExceptIfHeaderContainsMessageHeader: null,
      ExceptIfHeaderContainsWords: null,
    }),
  'disable connector': async (person, value) => {
    const asked = { Identity: value, Enabled: false }
    const inbound = await person.exchange('Set-InboundConnector', asked)
    return inbound.status < 400 ? inbound : person.exchange('Set-OutboundConnector', asked)
  },
  /** Any cmdlet with its parameters as JSON: `Set-HostedContentFilterPolicy {"Identity": "Default"}`. */
  'run cmdlet': (person, value) => {
    const [cmdlet = ''] = value.split(' ', 1)
    return person.exchange(cmdlet, JSON.parse(value.slice(cmdlet.length)))
  },
  /** The address of a consent page, of whatever application. */
  'consent at': async (person, value) => {
    const answer = await person.consent(value, 'accept')
    return 'refusal' in answer
      ? { status: 403, body: { refusal: answer.refusal } }
      : { status: 200, body: {} }
  },
  'take alias': aliasTaken,
  /** `TMCAS … Rule to Something else`: a rule, a connector or a group. */
  rename(person, value) {
    const [name = '', other = ''] = value.split(' to ')
    return changed(person, name, { exchange: { Name: other }, graph: { displayName: other } })
  },
  'erase mark': (person, value) =>
    changed(person, value, {
      exchange: { Comment: '' },
      rule: { Comments: '' },
      graph: { description: null },
    }),
  'type mark': markTyped,
  'make public': (person, value) => changed(person, value, { exchange: {}, graph: { visibility: 'Public' } }),
  /** A property of an object, or several: `TMCAS … Rule {"SetSCL": 5}`. */
  set(person, value) {
    const at = value.indexOf(' {')
    const fields = JSON.parse(value.slice(at + 1))
    return changed(person, value.slice(0, at), { exchange: fields, graph: fields })
  },
  'rename group': (person, value) =>
    withNamed(person, 'groups', value, (id) =>
      person.graph('PATCH', `/groups/${id}`, { displayName: `${value} (renamed)` }),
    ),
}

type Fields = Readonly<Record<string, unknown>>

/** Sets an object of a name, wherever it is. @param to what is set there; `rule` where rules have another property */
async function changed(
  person: Administrator,
  name: string,
  {
    exchange,
    rule = exchange,
    graph,
  }: { readonly exchange: Fields; readonly rule?: Fields; readonly graph: Fields },
): Promise<Reply> {
  for (const noun of NOUNS) {
    const found = await person.exchange(`Get-${noun}`, { Identity: name })
    if (found.status < 400)
      return person.exchange(`Set-${noun}`, {
        Identity: name,
        ...(noun === 'TransportRule' ? rule : exchange),
      })
  }
  return withNamed(person, 'groups', name, (id) => person.graph('PATCH', `/groups/${id}`, graph))
}

/** A rule of the customer's own gets the comment of one of the product's, with another number in it. */
async function markTyped(person: Administrator, value: string): Promise<Reply> {
  const [name = '', own = ''] = value.split(' to ')
  const found = await person.exchange('Get-TransportRule', { Identity: name })
  const [rule] = Array.isArray(found.body.value) ? found.body.value : []
  if (!rule) return { ...found, status: 404 }
  const Comments = String(rule.Comments).replace(/[0-9a-f]{16}(?=\]$)/, '0123456789abcdef')
  return person.exchange('New-TransportRule', {
    Name: own,
    SubjectContainsWords: [own],
    PrependSubject: '[seen] ',
    Comments,
  })
}

/** Another group gets the alias that one of the product's would have: its name without blanks. */
async function aliasTaken(person: Administrator, name: string): Promise<Reply> {
  return person.graph('POST', '/groups', {
    displayName: `${name} of the customer’s`,
    mailNickname: name.replaceAll(' ', ''),
    groupTypes: ['Unified'],
    mailEnabled: true,
    securityEnabled: false,
  })
}

async function takeOutPair(person: Administrator, infrastructure: string): Promise<Reply> {
  const found = await person.exchange('Get-TenantAllowBlockListSpoofItems', {})
  const ids = listIn(found)
    .filter((one) => one.SendingInfrastructure === infrastructure)
    .map((one) => String(one.Identity))
  if (ids.length === 0) return { ...found, status: 404 }
  return person.exchange('Remove-TenantAllowBlockListSpoofItems', { Identity: 'Default', Ids: ids })
}

const NOUNS = ['TransportRule', 'InboundConnector', 'OutboundConnector'] as const

/** The object with that name: a rule, a connector, or else a group. */
async function removal(person: Administrator, name: string): Promise<Reply> {
  for (const noun of NOUNS) {
    const found = await person.exchange(`Get-${noun}`, { Identity: name })
    if (found.status < 400) return person.exchange(`Remove-${noun}`, { Identity: name, Confirm: false })
  }
  return withNamed(person, 'groups', name, (id) => person.graph('DELETE', `/groups/${id}`))
}

/** Finds the first one of that display name. 404 where there is none. */
async function withNamed(
  person: Administrator,
  segment: 'groups' | 'servicePrincipals' | 'users',
  name: string,
  act: (id: string) => Promise<Reply>,
): Promise<Reply> {
  const found = await person.graph('GET', `/${segment}?${filterBy('displayName', name)}&$select=id`)
  const [first] = listIn(found)
  return first ? act(String(first.id)) : { ...found, status: 404 }
}

async function roleGiven(person: Administrator, role: string, principalId: string): Promise<Reply> {
  const found = await person.graph('GET', '/roleManagement/directory/roleDefinitions?$select=id,displayName')
  const named = listIn(found).find(({ displayName }) => displayName === role)
  if (!named) return { ...found, status: 404 }
  return person.graph('POST', '/roleManagement/directory/roleAssignments', {
    '@odata.type': '#microsoft.graph.unifiedRoleAssignment',
    principalId,
    roleDefinitionId: named.id,
    directoryScopeId: '/',
  })
}

async function permissionTaken(person: Administrator, permission: string): Promise<Reply> {
  const apps = await person.graph('GET', `/servicePrincipals?${filterBy('displayName', APP)}&$select=id`)
  for (const { id } of listIn(apps)) {
    const assignments = `/servicePrincipals/${id}/appRoleAssignments`
    for (const given of listIn(await person.graph('GET', assignments))) {
      const resource = await person.graph('GET', `/servicePrincipals/${given.resourceId}?$select=appRoles`)
      const isIt = listIn(resource, 'appRoles').some(
        (role) => role.id === given.appRoleId && role.value === permission,
      )
      if (isIt) return person.graph('DELETE', `${assignments}/${given.id}`)
    }
  }
  return { ...apps, status: 404 }
}

const APP = 'Trend Micro Cloud App Security'

const filterBy = (property: string, value: string): string =>
  `$filter=${encodeURIComponent(`${property} eq '${value.replaceAll("'", "''")}'`)}`

function listIn({ body }: Reply, property = 'value'): readonly Record<string, unknown>[] {
  const list = body[property]
  return Array.isArray(list) ? list : []
}

/** Takes every directory role from it. */
async function roleless(person: Administrator, id: string): Promise<Reply> {
  const path = '/roleManagement/directory/roleAssignments'
  const found = await person.graph('GET', `${path}?${filterBy('principalId', id)}`)
  let reply: Reply = { ...found, status: 404 }
  for (const one of listIn(found)) reply = await person.graph('DELETE', `${path}/${one.id}`)
  return reply
}

/** @param value who in which group: `Grace Hopper in Research` */
async function withMember(
  person: Administrator,
  value: string,
  act: (group: string, user: string) => Promise<Reply>,
): Promise<Reply> {
  const [who = '', group = ''] = value.split(' in ')
  const user = await person.graph('GET', `/users/${accountOf(person, who)}?$select=id`)
  return user.status < 400 ? withNamed(person, 'groups', group, (id) => act(id, String(user.body.id))) : user
}

function withNested(
  person: Administrator,
  value: string,
  act: (outer: string, inner: string) => Promise<Reply>,
): Promise<Reply> {
  const [inner = '', outer = ''] = value.split(' in ')
  return withNamed(person, 'groups', inner, (innerId) =>
    withNamed(person, 'groups', outer, (outerId) => act(outerId, innerId)),
  )
}

export const meddle = (person: Administrator, act: Act, value: string): Promise<Reply> =>
  DEEDS[act](person, value)

const accountOf = ({ username }: Administrator, name: string): string =>
  `${nickname(name)}@${username.split('@')[1]}`
const nickname = (value: string): string => value.toLowerCase().replaceAll(/[^a-z0-9]+/g, '.')
