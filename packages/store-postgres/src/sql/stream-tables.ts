/**
 * Streams of events. Events become visible in the order of their positions, because appends to a stream wait for each
 * other at its row. A deleted stream keeps its row until all else of its incarnation is freed.
 */
export const STREAM_TABLES = /* sql */ `
CREATE SEQUENCE ag06.stream_incarnations;

CREATE TABLE ag06.streams (
  incarnation bigint PRIMARY KEY,
  tenant text COLLATE "C" NOT NULL,
  stream text COLLATE "C" NOT NULL,
  first bigint NOT NULL DEFAULT 1,
  first_at bigint NOT NULL DEFAULT 0,
  last bigint NOT NULL DEFAULT 0,
  last_at bigint NOT NULL DEFAULT 0,
  -- Of the events that are kept: their bytes, and how many have a type that is not counted by name.
  bytes bigint NOT NULL DEFAULT 0,
  others bigint NOT NULL DEFAULT 0,
  commands bigint NOT NULL DEFAULT 0,
  -- Of the answers to commands with a fingerprint.
  named_bytes bigint NOT NULL DEFAULT 0,
  is_deleted boolean NOT NULL DEFAULT false
) WITH (fillfactor = 70);
CREATE UNIQUE INDEX streams_by_name ON ag06.streams (tenant, stream) WHERE NOT is_deleted;
CREATE INDEX streams_deleted ON ag06.streams (tenant, stream) WHERE is_deleted;

-- Data is JSON text, or compressed, or in a blob: '<owner>|<bytes>|<sha256>'.
CREATE TABLE ag06.stream_events (
  incarnation bigint NOT NULL,
  position bigint NOT NULL,
  at bigint NOT NULL,
  -- As stored, and with the data as it is read.
  bytes integer NOT NULL,
  size integer NOT NULL,
  type text COLLATE "C" NOT NULL,
  id text COLLATE "C",
  correlation_id text COLLATE "C",
  trace_id text COLLATE "C",
  data text,
  packed bytea,
  large text COLLATE "C",
  PRIMARY KEY (incarnation, position)
);
CREATE INDEX stream_events_large ON ag06.stream_events (large) WHERE large IS NOT NULL;
CREATE INDEX stream_events_by_type ON ag06.stream_events (incarnation, type, position);
CREATE INDEX stream_events_by_correlation ON ag06.stream_events (incarnation, correlation_id, position)
  WHERE correlation_id IS NOT NULL;

CREATE TABLE ag06.correlated_events (
  tenant text COLLATE "C" NOT NULL,
  correlation_id text COLLATE "C" NOT NULL,
  at bigint NOT NULL,
  stream text COLLATE "C" NOT NULL,
  position bigint NOT NULL,
  incarnation bigint NOT NULL,
  PRIMARY KEY (tenant, correlation_id, at, stream, position, incarnation)
);

CREATE TABLE ag06.stream_ids (
  incarnation bigint NOT NULL,
  id text COLLATE "C" NOT NULL,
  position bigint NOT NULL,
  at bigint NOT NULL,
  PRIMARY KEY (incarnation, id)
);

-- Events without an id, by the hash of their content, until they expire.
CREATE TABLE ag06.stream_contents (
  incarnation bigint NOT NULL,
  hash text COLLATE "C" NOT NULL,
  position bigint NOT NULL,
  at bigint NOT NULL,
  expires_at bigint NOT NULL,
  PRIMARY KEY (incarnation, hash)
);
CREATE INDEX stream_contents_by_expiry ON ag06.stream_contents (incarnation, expires_at);

-- Answers to appends, for a repeat.
CREATE TABLE ag06.stream_commands (
  incarnation bigint NOT NULL,
  command text COLLATE "C" NOT NULL,
  at bigint NOT NULL,
  answer text NOT NULL,
  -- Whether the caller of the request chose the name of the command, and the fingerprint of that request; empty if not.
  is_named boolean NOT NULL,
  fingerprint text COLLATE "C" NOT NULL,
  PRIMARY KEY (incarnation, command)
);
CREATE INDEX stream_commands_by_age ON ag06.stream_commands (incarnation, is_named, at);

-- The types that are counted by name; one stays at 0.
CREATE TABLE ag06.stream_types (
  incarnation bigint NOT NULL,
  type text COLLATE "C" NOT NULL,
  count bigint NOT NULL,
  PRIMARY KEY (incarnation, type)
) WITH (fillfactor = 70);
`;
