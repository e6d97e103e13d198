import { readdirSync, readFileSync } from 'node:fs'
import { type Script, scriptFrom } from './harness/script.ts'

/** The scripts in `scripts/`, by file name. @throws RangeError naming the file, if one is broken */
export function storedScripts(): Script[] {
  const folder = new URL('./scripts/', import.meta.url)
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => {
      try {
        return scriptFrom(readFileSync(new URL(name, folder), 'utf8'))
      } catch (error) {
        throw new RangeError(`${name}: ${error instanceof Error ? error.message : error}`)
      }
    })
}
