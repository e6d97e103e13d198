/** The cells as a table, client × operation, that reads well as text and as Markdown. */
import { OPERATIONS } from './client.ts'
import type { Cell } from './play.ts'

const SHOWN: Readonly<Record<Cell['outcome'], string>> = {
  passed: 'yes',
  failed: 'FAILED',
  none: '–',
  'not installed': 'not installed',
}

export function tableOf(cells: readonly Cell[]): string {
  const clients = [...Map.groupBy(cells, ({ client }) => client)]
  const rows = clients.map(([client, own]) => [
    `${client} ${own[0]?.version ?? ''}`.trim(),
    ...OPERATIONS.map((one) => SHOWN[own.find(({ operation }) => operation === one)?.outcome ?? 'none']),
  ])
  const head = ['client', ...OPERATIONS]
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)))
  const line = (row: readonly string[]) =>
    `| ${row.map((text, i) => text.padEnd(widths[i] ?? 0)).join(' | ')} |`
  const lines = [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)]
  return `${lines.join('\n')}\n`
}

/** The table, what its words mean, and why what failed has failed. */
export function reportOf(cells: readonly Cell[]): string {
  const failed = cells.filter(({ outcome }) => outcome === 'failed')
  const reasons = failed.map(({ client, operation, why }) => `- ${client}, ${operation}: ${why}\n`)
  const lacks = Map.groupBy(
    cells.filter(({ outcome, why }) => outcome === 'none' && why !== undefined),
    ({ client, why }) => `${client}: ${why}`,
  )
  const dashes = [...lacks].map(
    ([name, own]) => `- ${name} (${own.map(({ operation }) => operation).join(', ')})\n`,
  )
  return `# Real clients against the mock

Unmodified, by Microsoft's own host names, through the forward proxy, over real sockets. A dash: the client has no such
operation; reasons are below the table.

${tableOf(cells)}${reasons.length > 0 ? `\n${reasons.join('')}` : ''}${dashes.length > 0 ? `\n${dashes.join('')}` : ''}`
}
