/** UI: what the console and the reports say. */
import { type Clause, documented, inferred } from './clause.ts'

export const consoleClauses: readonly Clause[] = [
  documented(
    'UI-01',
    ['provisioning guide'],
    'The earlier console announces success on its Notifications screen, in its own words for inline mode.',
  ),
  documented(
    'UI-02',
    ['classic API grant guide'],
    'The earlier console announces success on its Notifications screen, in its own words for API mode.',
  ),
  documented(
    'UI-03',
    ['grant guide'],
    'The later console announces success on the screen of the grant, in the same words for both modes.',
  ),
  inferred(
    'UI-04',
    ['grant guide', 'provisioning guide'],
    'Success is announced only when all objects exist and the first synchronization is done.',
  ),
  documented('UI-05', ['feature limits'], 'The later console has no list of tasks and notifications.'),
  documented(
    'UI-06',
    ['grant guide', 'provisioning guide'],
    'The screens have the published titles of their generation.',
  ),
  documented(
    'UI-07',
    ['API grant guide', 'classic API grant guide'],
    'The extension to all targets has the published label of its generation.',
  ),
  documented(
    'UI-08',
    ['grant guide', 'provisioning guide'],
    'The upgrade has the same published label in both generations.',
  ),
  documented(
    'UI-09',
    ['grant guide', 'provisioning guide'],
    "The consent screen and the search for the role show the app's own name.",
  ),
  documented(
    'UI-10',
    ['changes table'],
    'The change audit has the four stages and three columns of the published table, each change in its documented column.',
  ),
  documented('UI-11', ['changes table'], 'Stages are called as the generation of the product calls them.'),
  documented(
    'UI-12',
    ['grant guide', 'API grant guide'],
    'After a grant the later console offers to collect activity data, and takes no for an answer.',
  ),
  documented(
    'UI-13',
    ['questions and answers'],
    'The console signs out after an hour; a grant that was not finished can go on or has left nothing (second half proposed).',
  ),
]
