/** What a change audit of API mode plays: an account’s life at the console, with mail that is put aside. */
import type { Script, Step } from './harness/script.ts'
import type { Origin } from './harness/world.ts'

const SERVICE = { service: 'Exchange Online' }
const vendor = { op: 'console', as: 'vendor' } as const
const HOURS_TO_NEXT_DAY = 24
const POLICY = { ...SERVICE, policy: 'Default ATP policy' }

const LATER_GRANT: readonly Step[] = [
  { op: 'console', operation: 'beginGrant', input: { ...POLICY, targets: 'all' } },
  { op: 'console consent', ...SERVICE },
]
/** The earlier generation asks for targets after the consent, and has a button. */
const EARLIER_GRANT: readonly Step[] = [
  { op: 'console', operation: 'beginGrant', input: POLICY },
  { op: 'console consent', ...SERVICE },
  { op: 'console', operation: 'chooseTargets', input: { ...SERVICE, choice: 'all' } },
  { op: 'console', operation: 'submitGrant', input: SERVICE },
]

/**
 * Every day is played, since each has its synchronization; within a week subscriptions are due to be renewed.
 * @returns what the tenant has nobody for, in `unplayed`, in sentences
 */
export function apiSteps(
  { cloud, facts }: Origin,
  { site, generation }: Pick<Script, 'site' | 'generation'>,
): { readonly steps: readonly Step[]; readonly unplayed: readonly string[] } {
  const user = cloud.tenantNamed(facts.tenantId)?.list('users').find(hasMail)
  const mail: readonly Step[] = user
    ? [
        { op: 'receive mail', to: String(user.displayName), subject: 'Audited message', isMalware: true },
        { op: 'notify' },
      ]
    : []
  const unplayed = user ? [] : ['The tenant has no mailbox: no mail is put aside, and no folder is made.']
  const day: readonly Step[] = [
    { op: 'advance', hours: HOURS_TO_NEXT_DAY },
    { ...vendor, operation: 'runDue' },
  ]
  const steps: readonly Step[] = [
    { ...vendor, operation: 'setLicence', input: { site } },
    ...(generation === 'cas' ? EARLIER_GRANT : LATER_GRANT),
    ...mail,
    { op: 'await synchronization' },
    { ...vendor, operation: 'runDue' },
    ...[1, 2, 3, 4, 5, 6, 7].flatMap(() => day),
    { op: 'advance', hours: 1 },
    { op: 'console', operation: 'removeServiceAccount', input: SERVICE, by: 'admin' },
    { op: 'console', operation: 'cleanUp', input: SERVICE, by: 'admin' },
  ]
  return { steps, unplayed }
}

const hasMail = ({ mail }: { readonly mail?: unknown }): boolean => typeof mail === 'string' && mail !== ''
