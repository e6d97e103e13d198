import { publishedSites } from '#reports'
import type { Family } from './family.ts'

export const sites: Family = {
  properties: publishedSites.map(({ name }) => ({
    name: `granted at the site ${name}`,
    statement: `a tenant is granted at the site ${name}`,
  })),
  at: ({ stage, result, world }) =>
    stage?.op === 'provision' && result.outcome === 'done'
      ? [`granted at the site ${world.script.site}`]
      : [],
}
