/** SY: the daily synchronization, and in API mode that of selected users. */
import { type Clause, documented, inferred, proposed } from './clause.ts'

export const synchronization: readonly Clause[] = [
  documented('SY-01', ['changes table'], 'Each tenant has one scheduled synchronization in 24 hours.'),
  documented('SY-02', ['changes table'], 'EU site: at 00:15 UTC.'),
  documented('SY-03', ['changes table'], 'UK site: at 00:15 UTC.'),
  documented('SY-04', ['changes table'], 'Canada site: at 05:15 UTC.'),
  documented('SY-05', ['changes table'], 'US site: at 08:15 UTC.'),
  documented('SY-06', ['changes table'], 'India site: at 12:15 UTC, which the page writes as 00:15 p.m.'),
  documented('SY-07', ['changes table'], 'Japan site: at 16:15 UTC.'),
  documented('SY-08', ['changes table'], 'Australia and New Zealand site: at 16:15 UTC.'),
  documented('SY-09', ['changes table'], 'Singapore site: at 17:15 UTC.'),
  inferred('SY-10', ['changes table'], 'The times do not move with daylight saving.'),
  proposed(
    'SY-11',
    [],
    'The Middle East site has no published time; the time that is used is reported as a default.',
  ),
  documented(
    'SY-12',
    ['changes table', 'known issues'],
    'New users are known after the synchronization and not before.',
  ),
  documented('SY-13', ['changes table'], 'New groups are known after the synchronization.'),
  documented(
    'SY-14',
    ['changes table'],
    'New verified domains are known after the synchronization; unverified ones never.',
  ),
  documented('SY-15', ['changes table'], 'The synchronization reads MX records again.'),
  inferred('SY-16', ['API changes table'], 'In API mode the synchronization reads no MX records.'),
  documented(
    'SY-17',
    ['policy guide', 'known issues'],
    'A synchronization by hand ends as a scheduled one does.',
  ),
  documented(
    'SY-18',
    ['API grant guide', 'classic API grant guide', 'synchronized users guide'],
    'With selected users a scheduled synchronization changes nothing, and one by hand is refused.',
  ),
  documented(
    'SY-19',
    ['API grant guide', 'classic API grant guide'],
    'After protection was extended to all targets a synchronization by hand works at once, a scheduled one from the next time on.',
  ),
  inferred('SY-20', ['API grant guide'], 'Before the extension is submitted nothing is synchronized.'),
  inferred('SY-21', ['API grant guide'], 'The extension loses none of the users who were selected before.'),
  documented('SY-22', ['synchronized users guide'], 'At a hundred users on the list no more can be added.'),
  documented(
    'SY-23',
    ['synchronized users guide'],
    'The import takes a text file (.txt) and no file of another kind.',
  ),
  documented(
    'SY-24',
    ['synchronized users guide'],
    'The import refuses more than a hundred names, and a file that would bring the list above a hundred (second half inferred).',
  ),
  documented(
    'SY-25',
    ['synchronized users guide'],
    'An imported user who is on the list already takes the same place; the count stays.',
  ),
  documented('SY-26', ['synchronized users guide'], 'An import has taken effect five minutes later.'),
  documented(
    'SY-27',
    ['synchronized users guide'],
    'A user who is deleted from the list is unknown and unprotected then, and can be added again.',
  ),
  documented(
    'SY-28',
    ['service account guide', 'synchronized users guide'],
    'Update Synchronized Users is offered only where users were selected.',
  ),
  documented('SY-29', ['synchronized data'], 'What is read is what the page on synchronized data lists.'),
  proposed(
    'SY-30',
    [],
    'A synchronization that fails keeps the earlier data; an empty answer removes nothing.',
  ),
  proposed('SY-31', [], 'A second synchronization without a change between writes nothing.'),
  proposed(
    'SY-32',
    [],
    'A user who is gone from the tenant leaves the virtual groups at the next synchronization.',
  ),
  proposed(
    'SY-33',
    [],
    'A domain that is gone from the tenant leaves the domain rules at the next synchronization.',
  ),
  inferred(
    'SY-34',
    ['changes table'],
    'With a policy for all targets a new verified domain enters the domain rules.',
  ),
  inferred(
    'SY-35',
    ['changes table'],
    'A user who enters or leaves a targeted group enters or leaves the virtual group by the next synchronization.',
  ),
]
