-- The first schema. PRAGMA user_version holds the number of the newest migration that a file has had.

-- revision: the last revision handed out. log_start: the smallest revision that events holds; revision + 1 when
-- it holds none.
-- The first change gets revision 2, because clients give "0" and "1" meanings of their own.
CREATE TABLE meta (
  key   TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO meta (key, value) VALUES ('revision', 1), ('log_start', 2);

-- What exists now. created, the revision of its creation, never changes in an object's life and is never used
-- twice, so it serves as the row's identity.
CREATE TABLE objects (
  created   INTEGER PRIMARY KEY CHECK (created > 1),
  resource  TEXT NOT NULL,
  namespace TEXT NOT NULL,           -- '' for what belongs to no namespace
  name      TEXT NOT NULL,
  uid       TEXT NOT NULL,
  modified  INTEGER NOT NULL CHECK (modified >= created),
  value     BLOB NOT NULL,           -- the whole object as JSON, without its resourceVersion
  UNIQUE (resource, namespace, name)
) STRICT;

-- The managers of an object, in the order of metadata.managedFields; always the same as in the object's value.
CREATE TABLE managed_fields (
  object      INTEGER NOT NULL REFERENCES objects (created) ON DELETE CASCADE,
  position    INTEGER NOT NULL CHECK (position >= 0),
  manager     TEXT NOT NULL,
  operation   TEXT NOT NULL,
  subresource TEXT NOT NULL,
  api_version TEXT NOT NULL,
  time        TEXT,
  fields      TEXT NOT NULL,
  PRIMARY KEY (object, position)
) STRICT, WITHOUT ROWID;

-- Everything that happened, one row a revision, without gaps from log_start on.
CREATE TABLE events (
  revision       INTEGER PRIMARY KEY CHECK (revision > 1),
  kind           TEXT NOT NULL CHECK (kind IN ('create', 'update', 'delete')),
  resource       TEXT NOT NULL,
  namespace      TEXT NOT NULL,
  name           TEXT NOT NULL,
  uid            TEXT NOT NULL,
  created        INTEGER NOT NULL CHECK (created <= revision),
  value          BLOB,               -- the object after it
  previous       INTEGER,            -- the revision of the object before it
  previous_value BLOB,               -- the object before it
  time_ms        INTEGER NOT NULL,   -- milliseconds since 1970; compaction goes by it, nothing else
  CHECK ((kind = 'delete') = (value IS NULL)),
  CHECK ((kind = 'create') = (previous IS NULL)),
  CHECK ((previous IS NULL) = (previous_value IS NULL)),
  CHECK (previous IS NULL OR previous < revision)
) STRICT;
