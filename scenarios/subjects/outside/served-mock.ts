/** The mock on real sockets, whose tenants are changed from run to run: one server for all of them. */
import type { FaultPlan, fetchOf, Microsoft365, VirtualClock } from '#mock-m365'
import { controlOf, type Home, loadableFaults, serve } from '#mock-m365/serve'
import { outsideOf } from '../../mail/outside.ts'

type Answering = Parameters<typeof fetchOf>[0]
type Arrival = Parameters<Answering['handle']>[0]
type Answer = ReturnType<Answering['handle']>

/** What is served now. */
export interface Stage {
  readonly cloud: Microsoft365
  readonly clock: VirtualClock
  readonly site: string
  /** Milliseconds since the epoch at which the run began. */
  readonly startMs: number
  /** Whether the process has ended for which all that comes over sockets is answered: what was on its way is not heard. */
  isOver(): boolean
}

export interface ServedMock {
  readonly origin: string
  readonly proxy: string
  readonly caFile: string
  /** Faults that the control surface has loaded: they strike where those of a script do not. */
  readonly faults: FaultPlan
  show(stage: Stage): void
  close(): Promise<void>
}

const LOST: Answer = { status: 0, headers: {}, body: '', lost: true }
const NOTHING_PLAYED: Answer = { status: 503, headers: {}, body: 'Nothing is being played.\n' }

/** @param home with the certificate authority */
export async function serveMock(home: Pick<Home, 'authority' | 'caFile'>): Promise<ServedMock> {
  let shown: Stage | undefined
  const now = () => shown?.clock.now() ?? 0
  const stage = (): Stage => {
    if (!shown) throw new Error('nothing is being played')
    return shown
  }
  const answered = <Kind extends Answer | Promise<Answer>>(answer: (cloud: Microsoft365) => Kind) => {
    if (!shown) return NOTHING_PLAYED
    return shown.isOver() ? LOST : answer(shown.cloud)
  }
  const cloud: Answering = {
    clock: { now },
    handle: (arrival: Arrival) => answered((one) => one.handle(arrival)) as Answer,
    receive: (arrival: Arrival) => answered((one) => one.receive(arrival)),
  }
  const faults = loadableFaults()
  const control = controlOf({
    get cloud() {
      return stage().cloud
    },
    clock: {
      now,
      get aheadMs() {
        return now() - stage().startMs
      },
      advance: (ms) => stage().clock.advance(ms),
    },
    faults,
    get outside() {
      return outsideOf(stage().site)
    },
  })
  const { close, ...places } = await serve({ cloud, home, control })
  return {
    ...places,
    faults,
    show: (next) => {
      shown = next
    },
    close,
  }
}
