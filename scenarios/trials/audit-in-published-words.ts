import { changeAuditMarkdown, type Generation, type RunRecord } from '#reports'
import { audit } from '../audit.ts'
import { trial } from './trial.ts'

type Printer = (record: RunRecord) => string

/** Stages and the first column as the two pages of the vendor write them; the columns are two more. */
const WORDS: Readonly<Record<Generation, readonly string[]>> = {
  cas: ['Office 365 Admin Center', 'provisioning', 'service running', 'deprovisioning', 'manual cleanup'],
  cecp: [
    'Microsoft 365 Admin Center',
    'granting access',
    'service running',
    'revoking access',
    'manual cleanup',
  ],
}

/** What stands in each cell of the published table, by a word of it: stage by stage, column by column. */
const CELLS: readonly (readonly (readonly RegExp[])[])[] = [
  [
    [/The app /, /virtual Microsoft 365 groups/],
    [/connectors/, /transport rules/, /access token/, /domain pair/, /addresses/],
    [/^None$/],
  ],
  [[/virtual groups/, /Once a day/], [/Transport rules/], [/every hour/]],
  [[/synchronization/, /reports/, /virtual Microsoft 365 groups/], [/connectors/, /rules/], [/^None$/]],
  [[/The app /, /domain pair/, /addresses/], [/^None$/], [/rules/, /connectors/]],
]

export const auditInPublishedWords = trial<Printer>({
  name: 'audit in published words',
  statement:
    'the change audit has the stages and columns of the published table, in the words of the generation that was played, with each change in its published cell; a site without a published time is said to have none',
  clauses: ['UI-10', 'UI-11', 'SY-11'],
  right: changeAuditMarkdown,
  wrong: {
    'words of the other generation': (record) =>
      changeAuditMarkdown({ ...record, generation: record.generation === 'cas' ? 'cecp' : 'cas' }),
    'allow lists in another column': (record) =>
      changeAuditMarkdown(record).replace(
        /\|([^|]*)\|([^|]*The site's domain pair enters[^|]*)\|/g,
        '|$2|$1|',
      ),
    'a published time for every site': (record) =>
      changeAuditMarkdown(record).replaceAll('no page gives a time for this site', ''),
  },
  async breaches(print, warp) {
    const played = (site: string, generation: Generation) =>
      audit(
        {
          version: '0',
          site,
          directions: 'both',
          policies: 'all',
          generation,
          seed: 'trial',
          tenant: { world: 'plain' },
        },
        warp,
      )
    const pages = {
      cas: print(await played('EU', 'cas')),
      cecp: print(await played('EU', 'cecp')),
    }
    const middleEast = print(await played('Middle East (UAE)', 'cecp'))
    return [
      ...tableBreaches(pages.cas, 'cas'),
      ...tableBreaches(pages.cecp, 'cecp'),
      ...(/no page gives a time for this site; it was at 20:15/.test(middleEast)
        ? []
        : ['the time of the Middle East site is not told as one that no page gives']),
    ]
  },
})

function tableBreaches(page: string, generation: Generation): string[] {
  const [center, ...stages] = WORDS[generation]
  const [, overview = ''] = page.split('\n## The published table and what this run saw of it\n')
  const [head = '', , ...rows] = overview.split('\n').filter((line) => line.startsWith('| '))
  const breaches =
    head === `| Stage | ${center} | Exchange Online | Other Changes |` ? [] : [`${generation}: ${head}`]
  for (const [at, stage] of stages.entries()) {
    const [, name, ...cells] = (rows[at] ?? '').split(' | ').map((cell) => cell.replace(/^\| | \|$/g, ''))
    const all = [name, ...cells]
    const title = (rows[at] ?? '').split(' | ')[0]
    if (title !== `| **${stage}**`) breaches.push(`${generation}: "${title}" is not ${stage}`)
    for (const [column, wanted] of (CELLS[at] ?? []).entries()) {
      const cell = all[column] ?? ''
      for (const one of wanted.filter((pattern) => !pattern.test(cell)))
        breaches.push(`${generation}, ${stage}, column ${column + 1}: ${one} is not in "${cell}"`)
      if (cell.split('<br>').length !== wanted.length)
        breaches.push(`${generation}, ${stage}, column ${column + 1}: "${cell}" has other rows`)
    }
    if (!page.includes(`\n## Stage ${at + 1}: ${stage}\n`))
      breaches.push(`${generation}: no section for ${stage}`)
  }
  return breaches
}
