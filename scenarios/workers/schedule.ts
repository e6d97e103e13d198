/** How two workers at one account take turns: plain data in a step of a script. */
import * as v from 'valibot'

/** The first worker does so many acts, then the other one so many, and so on; who is on at the end goes on to the end. */
const switches = v.pipe(
  v.array(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100_000))),
  v.maxLength(8),
  v.readonly(),
)

/** Another worker at the same account at the same time, and who of the two does the next act: a call, or a write. */
export const BESIDE = v.pipe(
  v.strictObject({
    /** What the other one does; the same where absent. */
    op: v.exactOptional(v.picklist(['provision', 'upgrade', 'synchronize', 'deprovision', 'clean up'])),
    switches,
    /** So long the one that is interrupted stands still before the other one goes on. */
    minutes: v.exactOptional(v.pipe(v.number(), v.minValue(0), v.maxValue(24 * 60))),
    /** The process of the first worker ends where it is interrupted the first time. */
    dies: v.exactOptional(v.literal(true)),
  }),
  v.readonly(),
)
export type Beside = v.InferOutput<typeof BESIDE>
/** Who goes on when. */
export type Schedule = Omit<Beside, 'op'>
