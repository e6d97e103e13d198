/** Why a change of a policy is refused. No page gives the texts; they are proposed. */
import type { PolicyRefusals } from '../policies/changes.ts'

export const POLICY_WORDS: {
  readonly [Code in keyof PolicyRefusals]: (data: PolicyRefusals[Code]) => string
} = {
  'policy name missing': () => 'Policy name is required.',
  'policy name taken': ({ name }) => `A policy named ${name} exists already.`,
  'policy targets missing': () => 'Select at least one target.',
  'policy priority out of range': () => 'Priority must be an integer between 1 and 99999.',
  'policy priorities used up': () =>
    'Every priority from this one to 99999 is taken. Choose a higher priority.',
  'policy not found': ({ id }) => `There is no policy ${id}. Refresh the list of policies.`,
  'policy predefined': ({ name }) =>
    `${name} is predefined: it can be enabled, disabled and copied, and not changed or deleted.`,
  'policy not offered': ({ kind, direction }) =>
    `${kind} policies are not offered for ${direction} messages.`,
  'policy domains not offered': () => 'Domains cannot be targets of this service. Select users or groups.',
}
