/**
 * The tables of the store, for people too: `sqlite3 <file>` and `.schema` show them with these comments, and the views
 * tell times as text. A change of the tables is one more migration, never a change of an earlier one.
 */
import type { Database } from './database.ts'

/** Marks a file as ours: `casp` in ASCII, which `PRAGMA application_id` gives back. */
const APPLICATION_ID = 0x63617370

const FIRST = `
CREATE TABLE records ( -- the journals: what was meant and what was done, oldest first
  account TEXT NOT NULL,
  version INTEGER NOT NULL, -- number of the record in its journal, from 1
  type TEXT NOT NULL,
  at INTEGER NOT NULL, -- milliseconds since 1970
  epoch INTEGER NOT NULL, -- number of the goal under which it was written
  body TEXT NOT NULL CHECK (json_valid(body)), -- what else the record says
  PRIMARY KEY (account, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE leases ( -- who may write in a journal
  account TEXT PRIMARY KEY,
  fence INTEGER NOT NULL, -- each lease has a higher one than all before it
  holder TEXT NOT NULL,
  until INTEGER NOT NULL, -- milliseconds since 1970; 0 when released
  pid INTEGER NOT NULL -- process of the holder
) STRICT, WITHOUT ROWID;

CREATE TABLE tenants ( -- which customer and organization works with a tenant
  tenant_id TEXT PRIMARY KEY, -- in lower case
  owner TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE users (
  account TEXT NOT NULL,
  id TEXT NOT NULL, -- object id
  user_principal_name TEXT NOT NULL,
  display_name TEXT NOT NULL,
  is_licensed INTEGER NOT NULL,
  name_folded TEXT NOT NULL, -- user principal name, as it is compared in any case
  seen INTEGER NOT NULL, -- full round in which it was seen last; -1 where it is said to have gone
  PRIMARY KEY (account, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX users_by_name ON users (account, name_folded);

CREATE TABLE "groups" (
  account TEXT NOT NULL,
  id TEXT NOT NULL,
  display_name TEXT NOT NULL,
  type TEXT NOT NULL,
  name_folded TEXT NOT NULL, -- display name, as it is compared in any case
  seen INTEGER NOT NULL,
  PRIMARY KEY (account, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX groups_by_name ON "groups" (account, name_folded);

CREATE TABLE memberships ( -- direct ones; a member is a user or a group
  account TEXT NOT NULL,
  group_id TEXT NOT NULL,
  member_id TEXT NOT NULL,
  seen INTEGER NOT NULL,
  PRIMARY KEY (account, group_id, member_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX memberships_by_member ON memberships (account, member_id);

CREATE TABLE mailboxes (
  account TEXT NOT NULL,
  id TEXT NOT NULL, -- object id of its user
  primary_smtp_address TEXT NOT NULL,
  type TEXT NOT NULL,
  created_at TEXT NOT NULL,
  PRIMARY KEY (account, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE domains (
  account TEXT NOT NULL,
  name TEXT NOT NULL,
  mx TEXT CHECK (json_valid(mx)), -- list of hosts; NULL where they could not be read
  PRIMARY KEY (account, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE positions ( -- from where the next round of reading goes on
  account TEXT NOT NULL,
  collection TEXT NOT NULL,
  link TEXT NOT NULL,
  PRIMARY KEY (account, collection)
) STRICT, WITHOUT ROWID;

CREATE TABLE quarantine (
  account TEXT NOT NULL,
  id TEXT NOT NULL,
  mailbox TEXT NOT NULL, -- object id of its user
  message_id TEXT, -- where the message is now; NULL while that is not known
  from_folder TEXT NOT NULL, -- to which it is restored
  internet_message_id TEXT NOT NULL,
  subject TEXT NOT NULL,
  sender TEXT NOT NULL,
  filter TEXT NOT NULL,
  policy TEXT NOT NULL,
  status TEXT NOT NULL,
  at INTEGER NOT NULL, -- milliseconds since 1970
  PRIMARY KEY (account, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX quarantine_by_age ON quarantine (account, at, id);
CREATE INDEX quarantine_by_status ON quarantine (account, status, at, id);
CREATE INDEX quarantine_by_mailbox ON quarantine (account, mailbox, at, id);

CREATE TABLE scanned_mailboxes ( -- what API mode knows of a mailbox; times in milliseconds since 1970
  account TEXT NOT NULL,
  id TEXT NOT NULL, -- object id of its user
  is_protected INTEGER NOT NULL,
  subscription_id TEXT,
  subscription_ends_at INTEGER,
  since INTEGER NOT NULL, -- mail that came from then on is scanned
  read_up_to INTEGER NOT NULL, -- all mail that came before is scanned
  positions TEXT NOT NULL CHECK (json_valid(positions)), -- link by the id of each folder that is followed
  may_have_folder INTEGER NOT NULL, -- whether its quarantine folder was made, or may have been
  folder_id TEXT, -- NULL while it is not known
  PRIMARY KEY (account, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX scanned_mailboxes_by_end ON scanned_mailboxes (account, subscription_ends_at, id);

CREATE VIEW journal AS -- records to read: SELECT * FROM journal WHERE account = '…'
  SELECT account, version, strftime('%Y-%m-%dT%H:%M:%fZ', at / 1000.0, 'unixepoch') AS time, epoch, type, body
  FROM records ORDER BY account, version;

CREATE VIEW workers AS -- who works now, or was to work until then
  SELECT account, holder, pid, strftime('%Y-%m-%dT%H:%M:%fZ', until / 1000.0, 'unixepoch') AS until, fence
  FROM leases WHERE until > 0 ORDER BY account;

CREATE VIEW put_aside AS -- the quarantine to read
  SELECT account, strftime('%Y-%m-%dT%H:%M:%fZ', at / 1000.0, 'unixepoch') AS time, status, sender, subject,
    filter, policy, mailbox, id
  FROM quarantine ORDER BY account, at, id;

PRAGMA application_id = ${APPLICATION_ID};
`

const DETECTIONS = `
CREATE TABLE detections ( -- what scanning found, and what was done about it
  account TEXT NOT NULL,
  id TEXT NOT NULL, -- of a message, the same as in the quarantine
  mailbox TEXT NOT NULL, -- object id of its user
  internet_message_id TEXT NOT NULL,
  subject TEXT NOT NULL,
  sender TEXT NOT NULL,
  filter TEXT NOT NULL,
  policy TEXT NOT NULL,
  action TEXT NOT NULL,
  at INTEGER NOT NULL, -- milliseconds since 1970
  PRIMARY KEY (account, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX detections_by_age ON detections (account, at, id);
CREATE INDEX detections_by_mailbox ON detections (account, mailbox, at, id);

CREATE TABLE scan_counts ( -- messages that were judged, by the hour
  account TEXT NOT NULL,
  hour INTEGER NOT NULL, -- its beginning, in milliseconds since 1970
  action TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (account, hour, action)
) STRICT, WITHOUT ROWID;

CREATE VIEW detected AS -- the detections to read
  SELECT account, strftime('%Y-%m-%dT%H:%M:%fZ', at / 1000.0, 'unixepoch') AS time, action, sender, subject,
    filter, policy, mailbox, id
  FROM detections ORDER BY account, at, id;
`

/** The first leads to version 1 of the tables, and so on. */
const MIGRATIONS: readonly string[] = [FIRST, DETECTIONS]

/** The tables of version 1. @public */
export const firstTables = FIRST

/**
 * Brings the tables up to date, in one transaction.
 * @throws Error where the file is another program's, or a newer version of this program has made it
 */
export function migrate(database: Database, path: string): void {
  if (versionOf(database) === MIGRATIONS.length && isOurs(database)) return
  database.transaction(() => {
    const version = versionOf(database)
    const isEmpty = version === 0 && !database.get('SELECT 1 FROM sqlite_schema')
    if (!isEmpty && !isOurs(database))
      throw new Error(`${path}: is the database of another program; name another file`)
    if (version > MIGRATIONS.length)
      throw new Error(
        `${path}: was made by a newer version of this program (its tables have version ${version}, this one knows ${MIGRATIONS.length}); use that version`,
      )
    for (const sql of MIGRATIONS.slice(version)) database.script(sql)
    database.script(`PRAGMA user_version = ${MIGRATIONS.length}`)
  })
}

const versionOf = (database: Database): number => Number(database.get('PRAGMA user_version')?.user_version)

const isOurs = (database: Database): boolean =>
  database.get('PRAGMA application_id')?.application_id === APPLICATION_ID
