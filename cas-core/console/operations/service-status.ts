/** Dashboard, Service Status. Source: trend-vision-one-service-status; the words of a state are proposed. */
import * as v from 'valibot'
import { dashboardCaption } from '../../profiles/screens/entrances.ts'
import { shows } from '../answer.ts'
import { type AnyOperation, operation } from '../operation.ts'
import { ORGANIZATION_INPUT, organizationIn, placesIn } from '../places.ts'
import { isFree, serviceState } from '../service-state.ts'

const viewServiceStatus = operation({
  name: 'viewServiceStatus',
  screen: 'Service Status',
  does: 'Shows of each service how far its grant is, and what can be done next.',
  who: 'anyone',
  input: v.strictObject(ORGANIZATION_INPUT),
  repeatable: true,
  async run(at, input) {
    const organization = organizationIn(at, input.organization)
    if ('code' in organization) return organization
    const { profile } = at.product.settings
    const places = (await placesIn(at, organization)).filter(({ service }) => !service.kind.isFormer)
    const services = places.map(({ service, account }) => {
      const state = serviceState(service.kind, account.ledger)
      const isProtecting = account.ledger.policies?.some(({ enabled }) => enabled) === true
      return {
        service: service.name,
        status: statusOf(state, isProtecting),
        action: actionOf(state, isProtecting, dashboardCaption(profile, service.name)),
      }
    })
    return shows(at, { organization: organization.name, services })
  },
})

type State = ReturnType<typeof serviceState>

function statusOf(state: State, isProtecting: boolean): string {
  if (state === 'Granted') return isProtecting ? 'Protected' : 'No policy enabled'
  return state === 'Removed' ? 'Not granted' : state
}

/** What begins a grant, and `Configure Policy`, are documented. */
function actionOf(state: State, isProtecting: boolean, begins: string): string | undefined {
  if (isFree(state)) return begins
  return state === 'Granted' && !isProtecting ? 'Configure Policy' : undefined
}

export const SERVICE_STATUS: readonly AnyOperation[] = [viewServiceStatus]
