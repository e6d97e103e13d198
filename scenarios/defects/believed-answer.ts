import type { Step } from '../harness/script.ts'
import { defect } from './defect.ts'

const AT = { service: 'Exchange Online (Inline Mode)' }

/** Nobody can sign in to the tenant that a forged answer names: a product that believes the answer ties it all the same. */
const steps: readonly Step[] = [
  { op: 'console', operation: 'setLicence', input: { site: 'EU' }, as: 'vendor' },
  { op: 'console', operation: 'beginGrant', input: AT },
  {
    op: 'console consent',
    ...AT,
    forged: 'tenant',
    expect: { outcome: 'refused', code: 'signed in to another tenant' },
  },
]

export const believedAnswer = defect({
  name: 'believed answer',
  story:
    'the tenant that the answer to a consent names is believed, and nobody has to sign in as its administrator',
  expected: 'steps end as written',
  world: 'plain',
  policies: 'none',
  steps,
  warp: {
    console: (ask) => async (product, customer, user, operation, input) => {
      const { callback = '' } = input as { readonly callback?: string }
      const tenantId = URL.canParse(callback) ? new URL(callback).searchParams.get('tenant') : null
      if (tenantId !== null) {
        const company = await product.company(customer)
        await company.change(() => ({ type: 'tenant tied', organization: '1', tenantId }))
      }
      return ask(product, customer, user, operation, input)
    },
  },
})
