/** Mail that comes to mailboxes, and Graph's notifications of it to the product. */
import { deliver } from '#mock-m365'
import type { Step } from './script.ts'
import type { StepResult } from './step-result.ts'
import type { World } from './world.ts'

/** The scanner of simulated runs reads it. */
const MALWARE = { name: 'X-Scan-Test', value: 'malware' }

export type MailStep = Extract<Step, { op: 'receive mail' | 'notify' }>

export const isMailStep = (step: Step): step is MailStep => step.op === 'receive mail' || step.op === 'notify'

export const mailed = async (world: World, step: MailStep): Promise<StepResult> =>
  step.op === 'notify' ? notified(world) : received(world, step)

function received(
  { cloud, tenant }: World,
  { to, subject, isMalware }: Extract<Step, { op: 'receive mail' }>,
): StepResult {
  const address = String(tenant.find('users', 'displayName', to)[0]?.userPrincipalName)
  const mail = { from: 'eve@example.com', subject, body: 'See the subject.' }
  const message = deliver(cloud, tenant, address, { ...mail, headers: isMalware ? [MALWARE] : [] })
  return message
    ? { outcome: 'done', message: '', activities: [] }
    : { outcome: 'refused', message: `"${to}" has no mailbox`, activities: [] }
}

/** What could not be delivered ends the step as failed. */
async function notified({ cloud }: World): Promise<StepResult> {
  const { acknowledged, failed } = await cloud.deliverNotifications()
  return {
    outcome: failed > 0 ? 'failed' : 'done',
    message: `${acknowledged} notifications`,
    data: { acknowledged },
    activities: [],
  }
}
