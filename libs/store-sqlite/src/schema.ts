/** "Clew" in ASCII: marks the file as ours. */
export const APPLICATION_ID = 0x43_6c_65_77;

/** No index on anything random: it would dirty a page of its own with every append. */
const LOG_AND_LEASES = `
  CREATE TABLE commits (
    first_position INTEGER PRIMARY KEY,
    commit_id TEXT NOT NULL UNIQUE,
    recorded_at TEXT NOT NULL,
    metadata TEXT NOT NULL,
    request TEXT
  ) STRICT;
  CREATE TABLE events (
    position INTEGER PRIMARY KEY,
    first_position INTEGER NOT NULL,
    stream_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    type TEXT NOT NULL,
    data TEXT NOT NULL,
    UNIQUE (stream_id, version)
  ) STRICT;
  CREATE TABLE leases (
    name TEXT PRIMARY KEY,
    epoch INTEGER NOT NULL,
    beat INTEGER NOT NULL,
    checkpoint INTEGER NOT NULL,
    held INTEGER NOT NULL
  ) STRICT;
  PRAGMA application_id = ${APPLICATION_ID};
`;

const KEY_RECORDS = `
  CREATE TABLE key_records (
    key TEXT PRIMARY KEY,
    record TEXT NOT NULL,
    expires_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX key_records_expires_at ON key_records (expires_at);
`;

const NOTES = 'ALTER TABLE leases ADD COLUMN note TEXT;';

const PARKED_EVENTS = `
  CREATE TABLE parked_events (
    subscription TEXT NOT NULL,
    position INTEGER NOT NULL,
    stream_id TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    record TEXT NOT NULL,
    request TEXT,
    PRIMARY KEY (subscription, position)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX parked_events_stream ON parked_events (subscription, stream_id, position);
  CREATE INDEX parked_events_requested ON parked_events (subscription, position) WHERE request IS NOT NULL;
`;

/** What each version added to the one before. What stands here is never changed: a file lacks what comes after it. */
export const SCHEMA = [LOG_AND_LEASES, KEY_RECORDS, NOTES, PARKED_EVENTS] as const;
