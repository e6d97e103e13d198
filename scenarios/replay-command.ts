import type { Script } from './harness/script.ts'

/** One line that anybody can paste into a shell in a clone of this project. */
export function replayCommand(script: Script, defect?: string): string {
  const quoted = `'${JSON.stringify(script).replaceAll("'", "'\\''")}'`
  return `npx casproof replay ${quoted}${defect ? ` --defect '${defect}'` : ''}`
}
