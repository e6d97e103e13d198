/** A failed run as the record keeps it. */
import type { ConformanceRecord, Finding } from '#reports'
import type { Script } from '../harness/script.ts'
import { commandsOf } from './shrink.ts'

type Failure = ConformanceRecord['failures'][number]

/** One wrong rule can break every probe after every write. */
const FINDINGS_MAX = 20

/** @param findings at least one, in the order in which the harness found them */
export const failureOf = (
  id: string,
  play: string,
  script: Script,
  findings: readonly Finding[],
): Failure => ({
  id,
  name: script.name,
  play,
  findings: findings.slice(0, FINDINGS_MAX),
  moreFindings: Math.max(0, findings.length - FINDINGS_MAX),
  commands: commandsOf(script),
  script,
})
