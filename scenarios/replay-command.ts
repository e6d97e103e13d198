import { shellWord } from '#output'
import type { Script } from './harness/script.ts'

/** One line that anybody can paste into a shell in a clone of this project. */
export function replayCommand(script: Script, defect?: string): string {
  const named = defect === undefined ? '' : ` --defect ${shellWord(defect)}`
  return `npx casproof replay ${shellWord(JSON.stringify(script))}${named}`
}
