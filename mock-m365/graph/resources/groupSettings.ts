import type { Entity } from '../../base.ts'
import { record } from '../applications/credentials.ts'
import { reading, writing } from '../authorization/access.ts'
import { resource } from '../verbs/resource.ts'
import { conflictingObject, notEmulated, resourceNotFound, valueInvalid } from '../wire/errors.ts'
import type { Turn } from '../wire/turn.ts'
import { SETTING_TEMPLATES } from './groupSettingTemplates.ts'

const READ = reading([
  'GroupSettings.Read.All',
  'GroupSettings.ReadWrite.All',
  'Directory.Read.All',
  'Directory.ReadWrite.All',
])
const write = (action: string) =>
  writing(['GroupSettings.ReadWrite.All', 'Directory.ReadWrite.All'], [`groupSettings/${action}`])

const TITLE = 'GroupSetting'

/**
 * Settings of the whole tenant. Values on which nothing here acts are refused. Settings of single groups are
 * not emulated.
 */
export const groupSettings = resource({
  segment: 'groupSettings',
  type: 'groupSetting',
  source: 'https://learn.microsoft.com/graph/api/resources/groupsetting',
  provenance: 'documented',
  properties: {
    id: { type: 'String', readOnly: true },
    // The template's name: pages send it along, and it stays (documented: group-update-setting).
    displayName: { type: 'String', immutable: true },
    templateId: { type: 'String', required: true, immutable: true, max: 64 },
    values: { type: 'Complex', collection: true },
  },
  list: READ,
  get: READ,
  create: {
    access: write('create'),
    complete: ({ tenant }, draft) => {
      const templateId = String(draft.templateId).toLowerCase()
      const template = SETTING_TEMPLATES.find(({ id }) => id === templateId)
      if (!template) throw resourceNotFound(templateId)
      if (tenant.find('groupSettings', 'templateId', templateId).length > 0) throw conflictingObject()
      return { ...draft, templateId, displayName: template.displayName, values: valuesIn(templateId, draft) }
    },
  },
  update: {
    access: write('basic/update'),
    complete: (_: Turn, before, after) => ({
      ...after,
      values: valuesIn(String(before.templateId), after, before),
    }),
  },
  delete: { access: write('delete') },
})

/** Every value of the template: the given one, else the former one, else the template's default. */
function valuesIn(templateId: string, { values }: Entity, before?: Entity): Entity[] {
  const rows = SETTING_TEMPLATES.find(({ id }) => id === templateId)?.values ?? []
  const given = pairsOf(values)
  const kept = pairsOf(before?.values)
  for (const name of given.keys())
    if (!rows.some(([known]) => known === name)) throw valueInvalid('values', TITLE)
  return rows.map(([name, type, initial, acts]) => {
    const value = given.get(name) ?? kept.get(name) ?? initial
    if (type === 'Boolean' && !/^(?:true|false)$/i.test(value)) throw valueInvalid('values', TITLE)
    const spelled = type === 'Boolean' ? value.toLowerCase() : value
    if (!acts && spelled !== initial) throw notEmulated()
    return { name, value: spelled }
  })
}

const pairsOf = (values: unknown): ReadonlyMap<string, string> =>
  new Map(
    (Array.isArray(values) ? values : []).map((one) => [
      String(record(one).name),
      String(record(one).value ?? ''),
    ]),
  )
