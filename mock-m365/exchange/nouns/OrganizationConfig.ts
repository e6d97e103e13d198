/**
 * The organization's own settings. A tenant has the observed ones; settings that Set- adds are documented and
 * stored too.
 * https://learn.microsoft.com/powershell/module/exchange/set-organizationconfig
 */
import { localTime } from '../../times.ts'
import { customizationEnabled } from '../errors.ts'
import { type Invocation, keyOf, NOTHING, noun, type Outcome } from '../noun.ts'
import { ORGANIZATION_PARAMETERS } from '../organization-parameters.ts'

export default noun({
  name: 'OrganizationConfig',
  verbs: ['Get', 'Set'],
  identity: false,
  parameters: ORGANIZATION_PARAMETERS,
  odd: { 'Enable-OrganizationCustomization': { parameters: {}, run: enableCustomization } },
})

/**
 * The real change is shown at once but takes minutes to hours to have an effect; here it has an effect at
 * once.
 */
function enableCustomization({ view, at }: Invocation): Outcome {
  const [before] = view.list('OrganizationConfig')
  if (before?.IsDehydrated !== true) throw customizationEnabled()
  const after = { ...before, IsDehydrated: false, WhenChanged: localTime(at) }
  return { ...NOTHING, edits: [{ kind: 'OrganizationConfig', key: keyOf(before), after }] }
}
