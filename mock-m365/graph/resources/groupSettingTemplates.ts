import { reading } from '../authorization/access.ts'
import { UNIFIED_TEMPLATE } from '../groups/unified-settings.ts'
import { resource } from '../verbs/resource.ts'

/**
 * A setting's name, its default, and whether the mock may store it: it acts on the setting, or nothing needs
 * to.
 */
type Row = readonly [name: string, type: 'Boolean' | 'String' | 'Guid', initial: string, acts: boolean]

/** https://learn.microsoft.com/entra/identity/users/groups-settings-cmdlets#template-settings (documented) */
const UNIFIED: readonly Row[] = [
  ['NewUnifiedGroupWritebackDefault', 'Boolean', 'true', false],
  ['EnableMIPLabels', 'Boolean', 'false', false],
  ['CustomBlockedWordsList', 'String', '', true],
  ['EnableMSStandardBlockedWords', 'Boolean', 'false', false],
  ['ClassificationDescriptions', 'String', '', true],
  ['DefaultClassification', 'String', '', false],
  ['PrefixSuffixNamingRequirement', 'String', '', true],
  ['AllowGuestsToBeGroupOwner', 'Boolean', 'false', false],
  ['AllowGuestsToAccessGroups', 'Boolean', 'true', false],
  ['GuestUsageGuidelinesUrl', 'String', '', true],
  ['GroupCreationAllowedGroupId', 'Guid', '', true],
  ['AllowToAddGuests', 'Boolean', 'true', false],
  ['UsageGuidelinesUrl', 'String', '', true],
  ['ClassificationList', 'String', '', false],
  ['EnableGroupCreation', 'Boolean', 'true', true],
]

export interface SettingTemplate {
  readonly id: string
  readonly displayName: string
  readonly description: string
  readonly values: readonly Row[]
}

export const SETTING_TEMPLATES: readonly SettingTemplate[] = [
  {
    id: UNIFIED_TEMPLATE,
    displayName: 'Group.Unified',
    description:
      '\n        Setting templates define the different settings that can be used for the associated ObjectSettings. This template defines\n        settings that can be used for Unified Groups.\n      ',
    values: UNIFIED,
  },
  {
    id: '08d542b9-071f-4e16-94b0-74abb372e3d9',
    displayName: 'Group.Unified.Guest',
    description: 'Settings for a specific Unified Group',
    values: [['AllowToAddGuests', 'Boolean', 'true', false]],
  },
]

const ENTITIES = SETTING_TEMPLATES.map(({ values, ...rest }) => ({
  ...rest,
  values: values.map(([name, type, defaultValue]) => ({
    name,
    type: `System.${type}`,
    defaultValue,
    description: '',
  })),
}))

/** Templates from which settings are made; only those for groups. */
export const groupSettingTemplates = resource({
  segment: 'groupSettingTemplates',
  type: 'groupSettingTemplate',
  source: 'https://learn.microsoft.com/graph/api/resources/groupsettingtemplate',
  provenance: 'documented',
  properties: {
    id: { type: 'String' },
    deletedDateTime: { type: 'DateTimeOffset' },
    displayName: { type: 'String' },
    description: { type: 'String' },
    values: { type: 'Complex', collection: true },
  },
  list: reading([
    'GroupSettings.Read.All',
    'GroupSettings.ReadWrite.All',
    'Directory.Read.All',
    'Directory.ReadWrite.All',
  ]),
  get: reading([
    'GroupSettings.Read.All',
    'GroupSettings.ReadWrite.All',
    'Directory.Read.All',
    'Directory.ReadWrite.All',
  ]),
  derived: () => ENTITIES,
})
