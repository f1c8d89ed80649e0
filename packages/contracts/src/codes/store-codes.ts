import type { CodeTable } from './code-row.ts';

/** Why a store is not used: told by `ag06 doctor`, and where a process starts. */
export const STORE_CODES = {
  ARCHIVE_LEFT_OUT: [
    'answer',
    'A timeline reaches more segments of the archive than one page reads.',
    'Read the streams that it names one by one.',
  ],
  ARCHIVE_RECORD_INVALID: [
    'log',
    'A record of the archive in the store is not readable.',
    'Restore the store from a backup, or report it.',
  ],
  ARCHIVE_SEGMENT_BROKEN: [
    '500; answer',
    'A segment of the archive does not have the bytes that were written.',
    'Put that object back from a backup; `ag06 archive verify` names all.',
  ],
  ARCHIVE_SEGMENT_MISSING: [
    '500; answer',
    'A segment of the archive is gone.',
    'Put that object back from a backup; `ag06 archive verify` names all.',
  ],
  ARCHIVE_SEGMENT_NEWER: [
    '500; answer',
    'A newer release wrote this segment of the archive.',
    'Use the release that wrote it.',
  ],
  ARCHIVE_UNREACHABLE: [
    'doctor',
    'The archive cannot be used now.',
    'The message says why; runs stay in the store meanwhile.',
  ],
  BROKER_CA_UNREADABLE: [
    'start',
    'The file of authorities in the URL of the store cannot be read.',
    'Check `?ca=` (Redis) or `sslrootcert=` (PostgreSQL).',
  ],
  BROKER_CERTIFICATE_REFUSED: [
    'start',
    'The certificate of the server is not trusted.',
    'Name the authority that signed it, and use the host name that it is for.',
  ],
  BROKER_DATABASE_MISSING: [
    'start',
    'Redis does not have the database of that number.',
    'Use `redis://host/0`, or raise `databases` in its redis.conf.',
  ],
  BROKER_IS_CLUSTER: ['start', 'The server is part of a Cluster.', 'Use `redis+cluster://` with its nodes.'],
  BROKER_IS_NO_CLUSTER: ['start', 'The server is not part of a Cluster.', 'Use `redis://`.'],
  BROKER_LOGIN_REFUSED: [
    'start',
    'Redis refuses user and password, or has none where the URL names some.',
    'Correct them in `AG06_BROKER_URL`.',
  ],
  BROKER_NODE_AWAY: [
    'start',
    'A node of the Cluster does not answer, and nothing has taken over yet.',
    'Wait for its replica, or bring it back.',
  ],
  BROKER_PERMISSION_MISSING: [
    'start',
    'The user of Redis may not use a command, key or channel that is needed.',
    'Grant it, as the message says (`ACL SETUSER`).',
  ],
  BROKER_REFUSED: [
    'start',
    'The server of the store refuses us.',
    'The message says why: correct `AG06_BROKER_URL` accordingly.',
  ],
  BROKER_SPEAKS_NO_TLS: [
    'start',
    'The server does not speak TLS there.',
    'Use `redis://` or no `sslmode`, or the port with TLS.',
  ],
  BROKER_UNPROVEN: [
    'start',
    'A first job did not come through the queues.',
    'Run `ag06 doctor`, and look into the log of the server.',
  ],
  BROKER_UNREACHABLE: [
    'start',
    'The server does not answer.',
    'Check host and port, and that it runs and may be reached from here.',
  ],
  BROKER_URL_MALFORMED: ['start', '`AG06_BROKER_URL` has a control character in it.', 'Write it again.'],
  BROKER_URL_UNSUPPORTED: [
    'start',
    '`AG06_BROKER_URL` is none of the known kinds.',
    'Use `embedded:FOLDER`, `redis://…` or `postgres://…`, as the message says.',
  ],
  CLOCK_DIFFERS: [
    'doctor',
    'The clock of a server differs from that of this machine.',
    'Keep the clocks of all machines in step (NTP).',
  ],
  DATABASE_ENCODING_UNSUPPORTED: [
    'start',
    'The database of PostgreSQL is not in UTF8.',
    'Make one that is, as the message says.',
  ],
  DATABASE_FOLDER_UNUSABLE: [
    'start',
    'The folder of the embedded database cannot be written.',
    'Name another: `AG06_BROKER_URL=embedded:FOLDER`.',
  ],
  DATABASE_IN_USE: [
    'start',
    'Another process uses the embedded database in this folder.',
    'Stop it, or use another folder.',
  ],
  DATABASE_OPTIONS_REFUSED: [
    'start',
    'PostgreSQL refuses the options that we connect with.',
    'Check `options=` and the other parameters in `AG06_BROKER_URL`.',
  ],
  DATABASE_PART_MISSING: [
    'start',
    'PostgreSQL lacks something that is needed.',
    'Run `ag06 migrate`, and see the message.',
  ],
  DATABASE_PERMISSION_MISSING: [
    'start',
    'The user of PostgreSQL may not do what is needed.',
    'Grant it what the message names.',
  ],
  DATABASE_POOLER_UNSUPPORTED: [
    'start',
    'A pooler between us and PostgreSQL refuses what we ask for.',
    'Connect to the server itself, or to a pooler in session mode.',
  ],
  DATABASE_REFUSED: [
    'start',
    'PostgreSQL does not let us in.',
    'Check user, password and database in `AG06_BROKER_URL`.',
  ],
  OBJECTS_BUCKET_UNKNOWN: [
    'log; health',
    'The server of the archive has no such bucket.',
    'Create it, or correct name, endpoint and region.',
  ],
  OBJECTS_BUSY: [
    'log; health',
    'The server of the archive asks to slow down.',
    'Nothing has to be done: it is sent again later.',
  ],
  OBJECTS_FORBIDDEN: [
    'log; health',
    'The archive may not be read or written with these rights.',
    'Grant what the message names.',
  ],
  OBJECTS_FULL: ['log; health', 'The disk or the bucket of the archive is full.', 'Give it more room.'],
  OBJECTS_REFUSED: [
    'log; health',
    'The server of the archive refuses the request.',
    'The message says why, such as another region.',
  ],
  OBJECTS_UNAVAILABLE: [
    'log; health',
    'The place of the archive does not answer.',
    'See whether it can be reached; it is tried again.',
  ],
  OBJECTS_UNSUPPORTED: [
    'log; health',
    'The server cannot do what the archive needs (conditional puts).',
    'Use one that can, such as S3 or MinIO.',
  ],
  OBJECTS_URL_INVALID: [
    'start',
    '`AG06_ARCHIVE_URL` is not usable.',
    'Use `file:FOLDER` or `s3://BUCKET/PREFIX`.',
  ],
  OBJECT_DIFFERS: [
    'log; health',
    'The archive already has an object of this name with other bytes.',
    'See whether another fleet writes there; give each its own place.',
  ],
  QUEUES_NOT_MIGRATED: ['start', 'The database has no tables for queues.', 'Run `ag06 migrate`.'],
  QUEUES_UNSUPPORTED: [
    'start',
    'The tables of the queues are of a BullMQ that this release does not know.',
    'Use the release that made them, or upgrade.',
  ],
  REDIS_EVICTS: [
    'start',
    'Redis evicts keys when its memory is full, so runs would be lost.',
    'Set `maxmemory-policy noeviction`.',
  ],
  REDIS_NOT_DURABLE: [
    'doctor',
    'A restart of Redis may cost runs.',
    'Set `appendonly yes`, and `appendfsync` as the message says.',
  ],
  REDIS_TOO_OLD: [
    'start',
    'This Redis is older than is needed.',
    'Upgrade it to the version that the message names.',
  ],
  S3_CLIENT_MISSING: [
    'start',
    'An archive in `s3://` needs a package that is not installed.',
    '`npm install @aws-sdk/client-s3@3` beside AG06.',
  ],
  STORE_PARTITIONS_DIFFER: [
    'start',
    '`AG06_PARTITIONS` is not that of the installation.',
    'Set the number that the message names.',
  ],
  STORE_REPLY_INVALID: [
    'log',
    'The store answered something that is not understood.',
    'See who else writes there; a defect otherwise: report it with the log.',
  ],
  STORE_SCHEMA_NEWER: ['start', 'A newer release has written in this store.', 'Upgrade this program.'],
  STORE_SCHEMA_OLDER: [
    'start',
    'The schema of the database is older than this program.',
    'Run `ag06 migrate`.',
  ],
} as const satisfies CodeTable;
