/**
 * Rules of preset security policies, each of which names several policies at once. They come with the
 * presets, which are switched on in the portal: a tenant has those in its export.
 * https://learn.microsoft.com/powershell/module/exchange/get-eopprotectionpolicyrule
 */
import type { NounDefinition } from '../noun.ts'

export const presetRule = (name: string): NounDefinition => ({
  name,
  verbs: ['Get'],
  parameters: {
    State: {
      type: 'Enum',
      clr: 'Microsoft.Exchange.MessagingPolicies.Rules.Tasks.RuleState',
      values: ['Enabled', 'Disabled'],
      verbs: ['Get'],
    },
  },
  shows: (rule, { State }) => !State || rule.State === State,
  order: (a, b) => Number(a.Priority) - Number(b.Priority),
})
