-- What is stored can be told from what was written: a checksum of each row, over all its columns
-- (crates/store/src/checksum.rs). Rows that are older than this file get theirs as soon as it has run.
ALTER TABLE objects ADD COLUMN checksum INTEGER NOT NULL DEFAULT 0;
ALTER TABLE managed_fields ADD COLUMN checksum INTEGER NOT NULL DEFAULT 0;
ALTER TABLE events ADD COLUMN checksum INTEGER NOT NULL DEFAULT 0;

-- store: tells this store from every other one, its copies excepted.
INSERT INTO meta (key, value) VALUES ('store', random());
