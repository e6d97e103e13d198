/** The compact file equals one made again from the published model. */
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { compact } from './compact.ts'

const published = new URL('../../../../shared/data/graph-v1.0.csdl', import.meta.url)
const isThere = existsSync(published)

// `vitest -u` writes it again.
describe.skipIf(!isThere)('the compact model (skipped where the published one is absent)', () => {
  test('is made from the published one', async () => {
    await expect(compact(readFileSync(published, 'utf8'))).toMatchFileSnapshot('v1.0.txt')
  })
})

test('a model in small', () => {
  const csdl = `<Schema Namespace="microsoft.graph" Alias="graph">
    <EnumType Name="colour"><Member Name="red" /></EnumType>
    <ComplexType Name="bag" OpenType="true" />
    <EntityType Name="thing" Abstract="true">
      <Property Name="colour" Type="graph.colour" />
      <Property Name="bags" Type="Collection(graph.bag)" />
    </EntityType>
    <EntityType Name="box" BaseType="graph.thing">
      <NavigationProperty Name="owner" Type="graph.thing" />
      <NavigationProperty Name="parts" Type="Collection(graph.sub.part)" ContainsTarget="true" />
    </EntityType>
    <Action Name="open" IsBound="true"><Parameter Name="at" Type="graph.box" /></Action>
    <Function Name="delta" IsBound="true">
      <Parameter Name="at" Type="Collection(graph.box)" />
      <ReturnType Type="Collection(graph.box)" />
    </Function>
    <EntityContainer Name="S"><EntitySet Name="boxes" EntityType="microsoft.graph.box" /></EntityContainer>
  </Schema>
  <Schema Namespace="microsoft.graph.sub" Alias="self">
    <EntityType Name="part" BaseType="self.thing"><Property Name="size" Type="Edm.Int32" /></EntityType>
  </Schema>`
  expect(compact(csdl).trim().split('\n')).toEqual([
    '$ boxes*>>box',
    'bag+',
    'thing colour bags*:bag',
    'box<thing owner>thing parts*>>sub.part !open *(delta*:box',
    'sub.part<sub.thing size',
  ])
})
