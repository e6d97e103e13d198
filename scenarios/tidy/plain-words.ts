/** Comments are in plain English: words that a reader whose second language is English must look up are banned. */
import { type Law, plant } from './law.ts'
import { isSource, type SourceFile } from './tree.ts'

/** Each turn and what to write instead. `there is no` is plain, and so is `no longer`. */
const TURNS: readonly { readonly turn: RegExp; readonly instead: string }[] = [
  { turn: /(?<!\bthere )\b(?:is|are|was|were) no (?!longer\b|more than\b)/i, instead: "'is not a'" },
  { turn: /\b(?:is|are) none of\b|\bnone of (?:which|whom|what)\b/i, instead: "'is not one of'" },
  { turn: /\bwhom(?:ever)?\b/i, instead: 'a noun and a short sentence' },
  { turn: /\bwhoever\b/i, instead: "'a caller who', 'anyone who'" },
  { turn: /\bwhat there is\b/i, instead: 'the name of the thing' },
  { turn: /\bbe it\b/i, instead: "'whether … or …'" },
  { turn: /\bso as to\b/i, instead: "'to', 'so that'" },
  { turn: /\bbesides?\b/i, instead: "'also', 'next to', 'as well as'" },
  { turn: /\bbut for\b/i, instead: "'except'" },
  { turn: /\bdear(?:er|est)?\b/i, instead: "'slow', 'expensive'" },
  { turn: /\bheed(?:s|ed)?\b/i, instead: "'reads', 'obeys'" },
  { turn: /\bbears?\b/i, instead: "'has'" },
  { turn: /\blies\b/i, instead: "'is'" },
  { turn: /\banew\b/i, instead: "'again', 'new'" },
  { turn: /\bof (?:ours|theirs)\b/i, instead: "'our', 'their'" },
  { turn: /\bof (?:its|their) own(?=[.,:;)]|$| (?:and|or|that|where)\b)/i, instead: "'its own', 'separate'" },
  { turn: /\b(?:thereof|wherein|whence|thence|hitherto|herein)\b/i, instead: 'a short sentence' },
]

/** Where the law holds: paths that begin so. */
const ROOMS: readonly string[] = [
  'bench/',
  'cas-core/',
  'cli/',
  'compat/',
  'input/',
  'mock-m365/',
  'output/',
  'reports/',
  'scenarios/',
]

interface Comment {
  /** Of its first line, from 1. */
  readonly line: number
  readonly text: string
}

/** A line that is a comment, without its marks. Comments after code are not read. */
const COMMENT_LINE = /^\s*(?:\/\/|\/\*\*?|\*(?!\/))\s?(.*?)\s*(?:\*\/)?$/

/** Comments of a file; lines that follow each other are one text, since a turn may be broken by a line's end. */
function commentsOf({ text }: SourceFile): Comment[] {
  const comments: Comment[] = []
  let lines: string[] = []
  for (const [index, line] of [...text.split('\n'), ''].entries()) {
    const words = COMMENT_LINE.exec(line)?.[1]
    if (words !== undefined) lines.push(words)
    else if (lines.length > 0) {
      comments.push({ line: index - lines.length + 1, text: lines.join(' ') })
      lines = []
    }
  }
  return comments
}

const breachesIn = (file: SourceFile): string[] =>
  commentsOf(file).flatMap(({ line, text }) =>
    TURNS.flatMap(({ turn, instead }) => {
      const [found] = turn.exec(text) ?? []
      return found === undefined ? [] : [`${file.path}:${line}: '${found.trim()}': write ${instead}`]
    }),
  )

export const PLAIN_WORDS: Law = {
  name: 'comments are in plain English',
  breaches: (files) =>
    files
      .filter((file) => isSource(file) && ROOMS.some((room) => file.path.startsWith(room)))
      .flatMap(breachesIn),
  planted: [
    plant(
      'mock-m365/a.ts',
      '/** A value that is no entity. */\n',
      "mock-m365/a.ts:1: 'is no': write 'is not a'",
    ),
    plant(
      'mock-m365/a.ts',
      '\n/**\n * The user whom\n * it names.\n */\n',
      "mock-m365/a.ts:2: 'whom': write a noun and a short sentence",
    ),
    plant(
      'mock-m365/a.ts',
      'const a = 1\n  // Names of which none is,\n  // and that are none\n  // of the tenant.\n',
      "mock-m365/a.ts:2: 'are none of': write 'is not one of'",
    ),
    plant(
      'mock-m365/a.ts',
      '// What there is of it.\n',
      "mock-m365/a.ts:1: 'What there is': write the name of the thing",
    ),
    plant(
      'mock-m365/a.test.ts',
      '// A permission of its own, beside others.\n',
      "mock-m365/a.test.ts:1: 'beside': write 'also', 'next to', 'as well as'",
      "mock-m365/a.test.ts:1: 'of its own': write 'its own', 'separate'",
    ),
    plant(
      'mock-m365/a.ts',
      '// Making keys is dear.\n',
      "mock-m365/a.ts:1: 'dear': write 'slow', 'expensive'",
    ),
    plant(
      'reports/a.ts',
      '// The user whom it names.\n',
      "reports/a.ts:1: 'whom': write a noun and a short sentence",
    ),
    plant('mock-m365/a.ts', '/** Undefined where there is no limit. It is no longer read. */\n'),
    plant('mock-m365/a.ts', '/** Names of its own applications. */\n'),
    plant('mock-m365/a.ts', "const text = 'The user whom it is no entity of'\n"),
    plant('mock-m365/a.ts', "const link = 'https://example.com/whom'\n"),
  ],
}
