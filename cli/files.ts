/** Files that commands read and write; reports are written whole or not at all. */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Writes files into a folder, which is made where it is missing.
 * @param files text by name
 * @returns their paths, in order @throws Error naming the file, where one cannot be written
 */
export function writeFiles(folder: string, files: Readonly<Record<string, string>>): string[] {
  mkdirSync(folder, { recursive: true })
  return Object.entries(files).map(([name, text]) => {
    const path = join(folder, name)
    const unfinished = `${path}.unfinished`
    try {
      writeFileSync(unfinished, text)
      renameSync(unfinished, path)
    } catch (error) {
      rmSync(unfinished, { force: true })
      throw new Error(`${path} cannot be written: ${error instanceof Error ? error.message : error}`)
    }
    return path
  })
}

/** @throws Error naming the file, where it cannot be read */
export function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new Error(`${file} cannot be read: ${error instanceof Error ? error.message : error}`)
  }
}
