import { spawn } from 'node:child_process'
import { EDITS } from './edits/index.ts'
import { writeFileSync } from 'node:fs'

const only = process.argv[2]
const out = process.argv[3] ?? '/tmp/strength-results.json'
const queue = EDITS.filter(({ id }) => !only || only === 'all' || only.split(',').includes(id))
const results: object[] = []
async function tried(id: string) {
  const started = performance.now()
  const child = spawn(process.execPath, ['--import', new URL('./edited-module.ts', import.meta.url).pathname, new URL('./tried.ts', import.meta.url).pathname], { env: { ...process.env, CASPROOF_EDIT: id }, stdio: ['ignore', 'pipe', 'pipe'] })
  let text = ''
  let err = ''
  child.stdout.on('data', (c) => (text += c))
  child.stderr.on('data', (c) => (err += c))
  const timer = setTimeout(() => child.kill('SIGKILL'), 1_200_000)
  await new Promise((resolve) => child.on('close', resolve))
  clearTimeout(timer)
  const seconds = Math.round((performance.now() - started) / 100) / 10
  let said: { engine: string; name: string; by: string }
  try { said = JSON.parse(text.trim().split('\n').at(-1) ?? '') } catch { said = { engine: 'hang', name: '', by: err.slice(-300) } }
  results.push({ id, ...said, seconds })
  console.log(`${said.engine.padEnd(8)} ${String(seconds).padStart(6)} ${id.padEnd(40)} ${said.name} | ${said.by}`.slice(0, 250))
  writeFileSync(out, JSON.stringify(results, null, 1))
}
const next = async (): Promise<void> => { const edit = queue.shift(); if (edit) { await tried(edit.id); return next() } }
await Promise.all([next(), next()])
