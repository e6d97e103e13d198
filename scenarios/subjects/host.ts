/** Where a system under test lives that is not in this process: it is started there, and gets a world for each run. */
import type { Script } from '../harness/script.ts'
import type { Origin, World } from '../harness/world.ts'

export interface SubjectHost {
  /** A world for one run, in which the system under test has kept nothing yet. It ends the run before. */
  worldOf(script: Script, origin: Origin): Promise<World>
  close(): Promise<void>
}
