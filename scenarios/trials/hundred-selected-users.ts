import { crowded } from '../testing/api-mode.ts'
import { type Ask, consoleOf, VENDOR } from './console.ts'
import { trial } from './trial.ts'

const SERVICE = { service: 'Exchange Online' }
const nameOf = (n: number) => `person.${n}@contoso.com`

export const hundredSelectedUsers = trial<(ask: Ask) => Ask>({
  name: 'a hundred selected users',
  statement:
    'a hundred users can be selected and no more, when access is granted, on the list later, and by import; a file of more than a hundred names is refused',
  clauses: ['GA-14', 'SY-22', 'SY-24'],
  right: (ask) => ask,
  wrong: {
    'lets in one more': (ask) => (operation, input, user) =>
      ask(operation, input, user).then((answer) =>
        answer.code === 'too many users' ? { ...answer, outcome: 'done' } : answer,
      ),
    'ends before a hundred': (ask) => (operation, input, user) => {
      const { add = [] } = (input ?? {}) as { readonly add?: readonly string[] }
      return ask(operation, add.length > 1 ? { ...SERVICE, add: add.slice(1) } : input, user)
    },
    'takes any file': (ask) => (operation, input, user) =>
      ask(operation, operation === 'importSynchronizedUsers' ? { ...input, text: nameOf(1) } : input, user),
  },
  async breaches(wrong) {
    const { ask, consent } = consoleOf('cecp', wrong, crowded(101))
    await ask('setLicence', { site: 'EU' }, VENDOR)
    await ask('beginGrant', { ...SERVICE, targets: 'selected' })
    await consent(SERVICE.service)
    const add = Array.from({ length: 100 }, (_, i) => nameOf(i + 1))
    const last = nameOf(101)
    const file = (text: string) => ({ fileName: 'people.txt', text })
    const isRefused = async (operation: string, input: object) =>
      (await ask(operation, input)).outcome === 'refused' ? [] : [`${operation} takes one more`]
    const { message } = await ask('selectTargets', { ...SERVICE, add })
    return [
      ...(message === 'Selected: 100 / 100' ? [] : [`a hundred are not selected: ${message}`]),
      ...(await isRefused('selectTargets', { ...SERVICE, add: [last] })),
      ...((await ask('submitGrant', SERVICE)).outcome === 'done' ? [] : ['the grant is not done']),
      ...(await isRefused('addSynchronizedUsers', { add: [last] })),
      ...(await isRefused('importSynchronizedUsers', file(last))),
      ...(await isRefused('importSynchronizedUsers', file([...add, last].join('\n')))),
      ...((await ask('importSynchronizedUsers', file(add.join('\n')))).outcome === 'done'
        ? []
        : ['a file of a hundred names is refused']),
    ]
  },
})
