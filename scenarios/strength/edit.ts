/** One plausible mistake in cas-core: the exact text, what a tired engineer made of it, and what comes of that. */
export interface Edit {
  readonly id: string
  /** Below cas-core. */
  readonly file: string
  /** Stands in the file exactly once. */
  readonly from: string
  readonly to: string
  /** One sentence. */
  readonly story: string
}

/** A file's text after an edit. @throws Error where the text to replace does not stand there exactly once */
export function edited(text: string, { id, file, from, to }: Edit): string {
  const times = text.split(from).length - 1
  if (times !== 1) throw new Error(`${id}: its text stands ${times} times in cas-core/${file}, not once`)
  return text.replace(from, () => to)
}
