import type { SourceFile } from './tree.ts'

/** A made-up tree in which the law is broken, or only seems to be. */
export interface Plant {
  readonly files: readonly SourceFile[]
  /** What the law must say about it, word for word; empty where nothing is wrong. */
  readonly says: readonly string[]
}

/** A law of the house: a pure function over files, which is shown to fail before it is believed. */
export interface Law {
  readonly name: string
  /** Each breach in one line, which begins with the path. */
  readonly breaches: (files: readonly SourceFile[]) => string[]
  readonly planted: readonly Plant[]
}

/** A plant of one file. */
export const plant = (path: string, text: string, ...says: string[]): Plant => ({
  files: [{ path, text }],
  says,
})
