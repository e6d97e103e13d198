import { endStateOf } from '../harness/end-state.ts'
import { GRANT, type Step } from '../harness/script.ts'
import { together, type Warp } from '../harness/world.ts'
import { granted, policy, type Running } from './granted.ts'
import { required, trial } from './trial.ts'

const NEWCOMER = 'Trial Newcomer'
const CHANGED: readonly Step[] = [
  ...GRANT,
  { op: 'administrator', act: 'add user', value: NEWCOMER },
  { op: 'administrator', act: 'join group', value: `${NEWCOMER} in Research` },
]

export const byHandAsScheduled = trial<Warp>({
  name: 'by hand as scheduled',
  statement:
    'a synchronization that is asked for by hand leaves the tenant as the one at the time of the site does, with whom has joined since',
  clauses: ['SY-17'],
  right: {},
  wrong: { 'synchronizes on time only': onlyOnTime() },
  async breaches(subject, warp) {
    const ends: string[] = []
    for (const waits of [false, true]) {
      const running = await granted({ steps: CHANGED, warp: together(warp, subject) })
      await targeted(running)
      const { service, clock } = running.world
      const due = required(await service.nextSyncAt(), 'a synchronization that is due')
      // an hour later, as people do, or at the time
      clock.advance(waits ? due - clock.now() : 3_600_000)
      await service.synchronize()
      ends.push(`${endStateOf(running.world.tenant)} ${membersOf(running)}`)
    }
    const [byHand = '', scheduled = ''] = ends
    const joined = scheduled.endsWith(' 0') ? ['nobody is protected after the scheduled one'] : []
    return byHand === scheduled
      ? joined
      : [...joined, 'the one by hand ends otherwise than the scheduled one']
  },
})

async function targeted({ world }: Running): Promise<void> {
  const [research] = world.tenant.find('groups', 'displayName', 'Research')
  await world.service.setPolicies([
    { ...policy('Research', 'inbound', []), targets: { users: [], groups: [String(research?.id)] } },
  ])
}

/** How many, since ids differ from run to run. */
function membersOf({ world: { tenant } }: Running): number {
  const [group] = tenant.find('groups', 'displayName', 'TMCAS Inline Incoming O365 Virtual Group')
  return tenant.find('groups/members', 'groupId', String(group?.id)).length
}

/** Answers as if it had synchronized, as long as it is not time. */
function onlyOnTime(): Warp {
  let now = () => 0
  let due: number | undefined
  return {
    ports: (ports) => {
      now = ports.clock.now
      return ports
    },
    service: (service) => ({
      ...service,
      async nextSyncAt() {
        due = await service.nextSyncAt()
        return due
      },
      synchronize: () =>
        due !== undefined && now() < due
          ? service.setProtection({ inbound: true, outbound: true })
          : service.synchronize(),
    }),
  }
}
