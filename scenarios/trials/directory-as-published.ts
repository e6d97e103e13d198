import type { Ports } from '#cas-core'
import { GRANT, type Step } from '../harness/script.ts'
import { together, type Warp } from '../harness/world.ts'
import { granted } from './granted.ts'
import { trial } from './trial.ts'

const STEPS: readonly Step[] = [
  ...GRANT,
  { op: 'administrator', act: 'add user', value: 'Trial Newcomer' },
  { op: 'administrator', act: 'join group', value: 'Trial Newcomer in Research' },
]
type Directory = Ports['directory']
type Mailbox = Awaited<ReturnType<Directory['mailboxesAfter']>>[number]

export const directoryAsPublished = trial<Warp>({
  name: 'directory as published',
  statement:
    'users, groups, relationships, mailboxes, domains and MX records are known after a synchronization, with the published properties and no others, and newcomers not before',
  clauses: ['SY-12', 'SY-15', 'SY-29'],
  right: {},
  wrong: {
    'forgets mailboxes': keeping(
      () =>
        ({ mailboxes: _, ...rest }) =>
          rest,
    ),
    'forgets MX records': keeping(
      () =>
        ({ domains, ...rest }) =>
          domains ? { ...rest, domains: domains.map(({ name }) => ({ name, mx: undefined })) } : rest,
    ),
    'reads nothing twice': keeping(() => {
      let rounds = 0
      return (changes) => (changes.users && ++rounds > 1 ? { ...changes, users: [] } : changes)
    }),
  },
  async breaches(subject, warp) {
    let store: Directory | undefined
    const spy: Warp = {
      ports: (ports) => {
        store = ports.directory
        return ports
      },
    }
    const { world } = await granted({ steps: STEPS, warp: together(together(spy, warp), subject) })
    if (!store) return ['there is no store']
    const { tenant, service } = world
    const newcomer = tenant.find('users', 'displayName', 'Trial Newcomer')[0]
    const early = (await store.users([String(newcomer?.id)])).length > 0
    await service.synchronize()
    const users = tenant.list('users').map((user) => ({
      id: user.id,
      userPrincipalName: user.userPrincipalName,
      displayName: user.displayName,
      isLicensed: Array.isArray(user.assignedLicenses) && user.assignedLicenses.length > 0,
    }))
    const groups = tenant.list('groups').map(({ id, displayName }) => ({ id, displayName }))
    const known = await store.groupsAfter('', 999)
    const [research] = tenant.find('groups', 'displayName', 'Research')
    const inside = tenant.find('groups/members', 'groupId', String(research?.id)).map((one) => one.memberId)
    const mailboxes = await store.mailboxesAfter('', 999)
    const domains = await store.domains()
    const verified = tenant.list('domains').filter(({ isVerified }) => isVerified)
    return [
      ...(early ? ['a newcomer is known before the synchronization'] : []),
      ...differs('users', await store.usersAfter('', 999), users),
      ...differs(
        'groups',
        known.map(({ id, displayName }) => ({ id, displayName })),
        groups,
      ),
      ...differs('members of Research', (await store.membersOf(String(research?.id))) ?? [], inside),
      ...(mailboxes.length > 0 && mailboxes.every(isWhole) ? [] : ['mailboxes are not known']),
      ...differs(
        'domains',
        domains.map(({ name }) => name),
        verified.map(({ id }) => id),
      ),
      ...domains.filter(({ mx }) => !mx?.length).map(({ name }) => `the MX records of ${name} are not known`),
    ]
  },
})

const isWhole = ({ createdAt, primarySmtpAddress, type }: Mailbox): boolean =>
  Boolean(createdAt) && String(primarySmtpAddress).includes('@') && String(type).endsWith('Mailbox')

/** Compared without regard to order. */
function differs(what: string, found: readonly unknown[], wanted: readonly unknown[]): string[] {
  const texts = (all: readonly unknown[]) => JSON.stringify(all.map((one) => JSON.stringify(one)).sort())
  return texts(found) === texts(wanted) ? [] : [`${what} are not known as they are`]
}

/** A store that keeps something else than it is told. @param changeOf called once for each process of the product */
function keeping(
  changeOf: () => (changes: Parameters<Directory['apply']>[0]) => Parameters<Directory['apply']>[0],
): Warp {
  return {
    ports(ports) {
      const change = changeOf()
      const directory = new Proxy(ports.directory, {
        get(target, name) {
          if (name === 'apply')
            return (changes: Parameters<Directory['apply']>[0]) => target.apply(change(changes))
          const value: unknown = Reflect.get(target, name)
          return typeof value === 'function' ? value.bind(target) : value
        },
      })
      return { ...ports, directory }
    },
  }
}
