/** Report files: each is written completely or not at all, and a command that fails leaves no folder behind. */
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileFailure } from './file-failure.ts'
import { makeFolder } from './folder.ts'

/**
 * Tries, before a long run, whether its files can be written; makes nothing. @param option that named the folder
 * @throws Error naming option, folder and mend, where nothing can be written there
 */
export function requireWritable(folder: string, option = '--out'): void {
  try {
    // permissions are not enough: some folders of the kernel accept no file from anybody
    const trial = join(nearestFolder(resolve(folder)), `.casproof-${process.pid}`)
    writeFileSync(trial, '')
    rmSync(trial)
  } catch (error) {
    throw notWritable(folder, option, error)
  }
}

/** The folder itself, or the one in which it would be made. @throws Error if a file has its name */
function nearestFolder(path: string): string {
  if (!existsSync(path) && dirname(path) !== path) return nearestFolder(dirname(path))
  makeFolder(path)
  return path
}

const notWritable = (folder: string, option: string, error: unknown): Error =>
  new Error(
    `${option}: nothing can be written into ${folder} (${fileFailure(error)}); name a folder that can be written`,
  )

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
  try {
    makeFolder(folder)
  } catch (error) {
    throw notWritable(folder, option, error)
  }
  return Object.entries(files).map(([name, text]) => {
    const path = join(folder, name)
    const unfinished = `${path}.unfinished`
    try {
      writeFileSync(unfinished, text)
      renameSync(unfinished, path)
    } catch (error) {
      rmSync(unfinished, { force: true })
      throw new Error(`${option}: ${path} cannot be written: ${fileFailure(error)}`)
    }
    return path
  })
}
