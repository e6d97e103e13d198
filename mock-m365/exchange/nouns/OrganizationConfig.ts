/**
 * The organization's own settings. A tenant keeps those that were observed; what Set- adds is documented and kept too.
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

/** The real change takes minutes to hours to be felt although it shows at once; here it is felt at once. */
function enableCustomization({ view, at }: Invocation): Outcome {
  const [before] = view.list('OrganizationConfig')
  if (before?.IsDehydrated !== true) throw customizationEnabled()
  const after = { ...before, IsDehydrated: false, WhenChanged: localTime(at) }
  return { ...NOTHING, edits: [{ kind: 'OrganizationConfig', key: keyOf(before), after }] }
}
