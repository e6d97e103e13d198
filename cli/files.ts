/** Files that commands read and write; reports are written whole or not at all. */
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

/**
 * Makes the folder for what a long run will write, before it runs. @param option that named it, for the error
 * @throws Error naming option, folder and mend, where nothing can be written there
 */
export function readyFolder(folder: string, option = '--out'): void {
  try {
    makeFolder(resolve(folder))
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

/** One level at a time: Node's own recursive way goes round for ever where a folder of the kernel's takes none. */
function makeFolder(folder: string): void {
  const found = statSync(folder, { throwIfNoEntry: false })
  if (found?.isDirectory()) return
  if (found) throw new Error(`${folder} is no folder`)
  const above = dirname(folder)
  if (above !== folder) makeFolder(above)
  mkdirSync(folder)
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

/** What Node's codes mean, where its own words are for programmers. */
const REASONS: Readonly<Record<string, string>> = {
  EISDIR: 'it is a folder',
  ENOENT: 'there is no such file',
  ENOTDIR: 'a part of its path is no folder',
  EACCES: 'that is not permitted',
  EPERM: 'that is not permitted',
  EROFS: 'the disk is read-only',
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return ('code' in error && REASONS[String(error.code)]) || error.message
}

/**
 * A file's text. @param option that named it, for the error
 * @throws Error naming option and file, where it cannot be read
 */
export function textOf(file: string, option?: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const named = option === undefined ? file : `${option}: ${file}`
    throw new Error(`${named} cannot be read: ${reasonOf(error)}`)
  }
}
