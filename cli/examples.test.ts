/** The commands of the templates for CI servers are run as they stand, on a small part of what they play. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { node } from './testing/child.ts'

const EXAMPLES = new URL('../examples/', import.meta.url)
const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url))
const TEMPLATES = [
  'github-actions.yml',
  'gitlab-ci.yml',
  'Jenkinsfile',
  'kubernetes/conformance.yaml',
] as const

/** What servers call the number of a shard, of which there are some, and the folder for reports. */
const VARIABLES = [
  [/\$\{\{ matrix\.shard \}\}|\$CI_NODE_INDEX|\$SHARD|\$\(\(JOB_COMPLETION_INDEX \+ 1\)\)/g, '<i>'],
  [/<i>\/(?:\d|\$CI_NODE_TOTAL)/g, '<i>/<n>'],
  [/\/conformance\/(?=shard|whole)/g, 'out/'],
] as const

const commandsOf = (template: string): readonly string[] =>
  [...readFileSync(new URL(template, EXAMPLES), 'utf8').matchAll(/npx casproof (.*?)(?= \|\||'?$)/gm)].map(
    ([, words = '']) => VARIABLES.reduce((text, [variable, name]) => text.replaceAll(variable, name), words),
  )

const SHARD = 'conform --profile release --shard <i>/<n> --out out/shard-<i>'
const MERGE = 'report merge out/shard-*/conformance.json --out out/whole'

test.each([
  ['github-actions.yml', ['conform --profile quick --ci', SHARD, `${MERGE} --ci`]],
  ['gitlab-ci.yml', ['conform --profile quick', SHARD, MERGE]],
  ['Jenkinsfile', [SHARD, MERGE]],
  ['kubernetes/conformance.yaml', [SHARD.replace('release', 'nightly'), MERGE]],
] satisfies readonly (readonly [(typeof TEMPLATES)[number], readonly string[]])[])(
  'the commands of %s',
  (template, commands) => {
    expect(commandsOf(template)).toEqual(commands)
  },
)

test('shards that processes play are merged, and the server is told; a shard that is missing fails', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'shards-'))
  try {
    const run = (command: string, ...more: string[]) =>
      node([MAIN, ...command.replaceAll('out/', `${folder}/`).split(' '), ...more], {
        env: { ...process.env, GITHUB_STEP_SUMMARY: join(folder, 'summary.md') },
      })
    const paths: string[] = []
    for (const i of [1, 2]) {
      const shard = SHARD.replaceAll('<i>', String(i)).replace('<n>', '2')
      const { code, err } = await run(shard, '--only', 'script/the role')
      expect([code, err.includes('rror')]).toEqual([0, false])
      paths.push(join(folder, `shard-${i}`, 'conformance.json'))
    }
    const [merge = '', rest = ''] = `${MERGE} --ci`.split(' out/shard-*/conformance.json')
    const whole = await run(`${merge} ${paths.join(' ')}${rest}`)
    expect([whole.code, whole.err]).toEqual([0, ''])
    expect(readFileSync(join(folder, 'summary.md'), 'utf8')).toContain('# Conformance')
    expect(readFileSync(join(folder, 'whole', 'junit.xml'), 'utf8')).toContain('<testsuites name="casproof"')
    const part = await run(`${merge} ${paths[0]}${rest}`)
    expect([part.code, part.err]).toEqual([1, 'casproof: not the whole run: shard 2 of 2 is missing\n'])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
