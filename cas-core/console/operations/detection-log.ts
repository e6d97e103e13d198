/**
 * Detection logs of API mode. Source: the log pages (trend-vision-one, types of logs); of its columns the pages name few,
 * the others are proposed.
 */
import * as v from 'valibot'
import type { ScanAction } from '../../ports.ts'
import { refuses, shows } from '../answer.ts'
import { type AnyOperation, operation } from '../operation.ts'
import { ORGANIZATION_INPUT, placeOf } from '../places.ts'
import { scanningAt } from '../scanning.ts'
import { API_SERVICE } from '../services.ts'

const ACTIONS = ['Pass', 'Quarantine', 'Delete'] as const satisfies readonly ScanAction[]
const PAGE = 50

const listDetections = operation({
  name: 'listDetections',
  screen: 'Logs',
  does: 'Lists messages in which something was found, and what was done, newest first, page by page.',
  who: 'anyone',
  input: v.strictObject({
    ...ORGANIZATION_INPUT,
    action: v.exactOptional(v.picklist(ACTIONS)),
    /** Object id of the user. */
    mailbox: v.exactOptional(v.pipe(v.string(), v.uuid())),
    /** The last line of the page before. */
    before: v.exactOptional(
      v.strictObject({
        at: v.pipe(v.string(), v.isoTimestamp()),
        id: v.pipe(v.string(), v.nonEmpty(), v.maxLength(500)),
      }),
    ),
  }),
  repeatable: true,
  async run(at, { organization, before, ...filter }) {
    const place = await placeOf(at, { organization, service: API_SERVICE })
    if ('code' in place) return place
    const scanning = scanningAt(at, place)
    if (!scanning) return refuses(at, 'nothing scanned', {})
    const found = await scanning.detections.detections({
      ...filter,
      ...(before ? { before: { at: Date.parse(before.at), id: before.id } } : {}),
      limit: PAGE,
    })
    const detections = found.map((one) => ({ ...one, at: new Date(one.at).toISOString() }))
    return shows(at, { detections, isLast: found.length < PAGE })
  },
})

export const DETECTION_LOG: readonly AnyOperation[] = [listDetections]
