-- Several stores in one file: worlds, which share what they have not changed since they were forked.
--
-- What stands in a world is what stands in its layer, in place of what stands below that. A change goes to the world's own
-- layer, and no layer that is below another one, or in a snapshot, is changed.

CREATE TABLE layers (
  layer    INTEGER PRIMARY KEY,
  below    INTEGER REFERENCES layers (layer),  -- NULL: nothing
  base     INTEGER NOT NULL,                   -- what is below is no newer than this revision, and what is in it is newer
  checksum INTEGER NOT NULL,
  CHECK (below < layer)
) STRICT;

-- revision: the last one handed out. log_start: the smallest revision of it that events holds; revision + 1 when it holds none.
CREATE TABLE worlds (
  world     INTEGER PRIMARY KEY,               -- 0 is the first, which is always there
  name      TEXT UNIQUE,                       -- NULL: it is gone, and what it leaves is being removed
  layer     INTEGER NOT NULL UNIQUE REFERENCES layers (layer),
  origin    INTEGER REFERENCES layers (layer),  -- what it began with; NULL: nothing
  revision  INTEGER NOT NULL,
  log_start INTEGER NOT NULL,
  note      TEXT NOT NULL,                     -- what the program keeps of it
  checksum  INTEGER NOT NULL                   -- over all but the counters
) STRICT;

-- What worlds were at a moment: one row for each world that the snapshot is of.
CREATE TABLE snapshots (
  name     TEXT NOT NULL,
  world    TEXT NOT NULL,                      -- as it was called
  layer    INTEGER NOT NULL REFERENCES layers (layer),
  revision INTEGER NOT NULL,
  time_ms  INTEGER NOT NULL,                   -- milliseconds since 1970
  checksum INTEGER NOT NULL,
  PRIMARY KEY (name, world)
) STRICT, WITHOUT ROWID;

-- What stands below a layer, and not in it.
CREATE TABLE hidden (
  layer     INTEGER NOT NULL REFERENCES layers (layer),
  created   INTEGER NOT NULL,
  resource  TEXT NOT NULL,
  namespace TEXT NOT NULL,
  name      TEXT NOT NULL,
  checksum  INTEGER NOT NULL,
  PRIMARY KEY (layer, created)
) STRICT, WITHOUT ROWID;

ALTER TABLE objects RENAME TO objects_before;
ALTER TABLE managed_fields RENAME TO managed_fields_before;
ALTER TABLE events RENAME TO events_before;

-- created, the revision of its creation, never changes in an object's life and is never used twice, so it tells it from all others
-- of its world.
CREATE TABLE objects (
  layer     INTEGER NOT NULL REFERENCES layers (layer),
  created   INTEGER NOT NULL CHECK (created > 1),
  resource  TEXT NOT NULL,
  namespace TEXT NOT NULL,           -- '' for what belongs to no namespace
  name      TEXT NOT NULL,
  uid       TEXT NOT NULL,
  modified  INTEGER NOT NULL CHECK (modified >= created),
  value     BLOB NOT NULL,           -- the whole object as JSON, without its resourceVersion
  checksum  INTEGER NOT NULL,
  UNIQUE (layer, created)
) STRICT;

-- The managers of an object, in the order of metadata.managedFields; always the same as in the object's value.
CREATE TABLE managed_fields (
  layer       INTEGER NOT NULL,
  object      INTEGER NOT NULL,
  position    INTEGER NOT NULL CHECK (position >= 0),
  manager     TEXT NOT NULL,
  operation   TEXT NOT NULL,
  subresource TEXT NOT NULL,
  api_version TEXT NOT NULL,
  time        TEXT,
  fields      TEXT NOT NULL,
  checksum    INTEGER NOT NULL,
  PRIMARY KEY (layer, object, position),
  FOREIGN KEY (layer, object) REFERENCES objects (layer, created) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- Everything that happened in a world, one row a revision, without gaps from its log_start on.
CREATE TABLE events (
  world          INTEGER NOT NULL REFERENCES worlds (world),
  revision       INTEGER NOT NULL CHECK (revision > 1),
  kind           TEXT NOT NULL CHECK (kind IN ('create', 'update', 'delete')),
  resource       TEXT NOT NULL,
  namespace      TEXT NOT NULL,
  name           TEXT NOT NULL,
  uid            TEXT NOT NULL,
  created        INTEGER NOT NULL CHECK (created <= revision),
  value          BLOB,               -- the object after it
  previous       INTEGER,            -- the revision of the object before it
  previous_value BLOB,               -- the object before it
  time_ms        INTEGER NOT NULL,   -- milliseconds since 1970; compaction goes by it, and who reads the history
  checksum       INTEGER NOT NULL,
  UNIQUE (world, revision),
  CHECK ((kind = 'delete') = (value IS NULL)),
  CHECK ((kind = 'create') = (previous IS NULL)),
  CHECK ((previous IS NULL) = (previous_value IS NULL)),
  CHECK (previous IS NULL OR previous < revision)
) STRICT;

-- The checksums of these two rows are filled in as soon as this file has run (crates/store-sqlite/src/schema.rs).
INSERT INTO layers (layer, below, base, checksum) VALUES (0, NULL, 1, 0);
INSERT INTO worlds (world, name, layer, revision, log_start, note, checksum) VALUES (0, 'main', 0,
  (SELECT value FROM meta WHERE key = 'revision'), (SELECT value FROM meta WHERE key = 'log_start'), '', 0);
INSERT INTO objects SELECT 0, created, resource, namespace, name, uid, modified, value, checksum FROM objects_before;
INSERT INTO managed_fields SELECT 0, object, position, manager, operation, subresource, api_version, time, fields, checksum
  FROM managed_fields_before;
INSERT INTO events SELECT 0, revision, kind, resource, namespace, name, uid, created, value, previous, previous_value, time_ms,
  checksum FROM events_before;
DROP TABLE managed_fields_before;
DROP TABLE objects_before;
DROP TABLE events_before;

-- changes: how many revisions all worlds have handed out, and what else was changed; it goes on with every transaction.
INSERT INTO meta (key, value) SELECT 'changes', value FROM meta WHERE key = 'revision';
DELETE FROM meta WHERE key IN ('revision', 'log_start');
