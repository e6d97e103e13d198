/** https://learn.microsoft.com/powershell/module/exchange/get-organizationconfig and enable-organizationcustomization */
import { localTime } from '../directory-object.ts'
import { customizationEnabled } from '../errors.ts'
import { type Invocation, NOTHING, noun, type Outcome } from '../noun.ts'

export default noun({
  name: 'OrganizationConfig',
  verbs: ['Get'],
  identity: false,
  odd: { 'Enable-OrganizationCustomization': { parameters: {}, run: enableCustomization } },
})

/** The real change takes minutes to hours to be felt although it shows at once; here it is felt at once. */
function enableCustomization({ view, at }: Invocation): Outcome {
  const [before] = view.list('OrganizationConfig')
  if (before?.IsDehydrated !== true) throw customizationEnabled()
  const after = { ...before, IsDehydrated: false, WhenChanged: localTime(at) }
  return { ...NOTHING, edits: [{ kind: 'OrganizationConfig', key: String(before.Guid), after }] }
}
