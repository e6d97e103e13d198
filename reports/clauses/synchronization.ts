/** SY: the daily synchronization, as far as it serves inline mode; SY-16 and SY-18 to SY-28 belong to API mode. */
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
  documented(
    'SY-17',
    ['policy guide', 'known issues'],
    'A synchronization by hand ends as a scheduled one does.',
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
