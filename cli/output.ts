/** What commands write: reports stand whole or not at all. */
import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolder } from '#mock-m365/serve'
import { reasonOf } from './files.ts'

/**
 * Makes the folder for what a long run will write, before it runs. @param option that named it, for the error
 * @throws Error naming option, folder and mend, where nothing can be written there
 */
export function readyFolder(folder: string, option = '--out'): void {
  try {
    makeFolder(folder)
    // permissions alone do not tell: some folders of the kernel's take no file whoever asks
    const trial = join(folder, `.casproof-${process.pid}`)
    writeFileSync(trial, '')
    rmSync(trial)
  } catch (error) {
    throw new Error(
      `${option}: nothing can be written into ${folder} (${reasonOf(error)}); name a folder that can be written`,
    )
  }
}

/**
 * Writes files into a folder, which is made where it is missing.
 * @param files text by name
 * @returns their paths, in order @throws Error naming the file, where one cannot be written
 */
export function writeFiles(
  folder: string,
  files: Readonly<Record<string, string>>,
  option = '--out',
): string[] {
  readyFolder(folder, option)
  return Object.entries(files).map(([name, text]) => {
    const path = join(folder, name)
    const unfinished = `${path}.unfinished`
    try {
      writeFileSync(unfinished, text)
      renameSync(unfinished, path)
    } catch (error) {
      rmSync(unfinished, { force: true })
      throw new Error(`${option}: ${path} cannot be written: ${reasonOf(error)}`)
    }
    return path
  })
}
