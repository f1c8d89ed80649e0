import { Refusal } from '@ag06/contracts/error';
import type { Database } from '../sql-database.ts';
import { judgeServerError } from './judge-server-error.ts';
import { parsePostgresUrl } from './parse-postgres-url.ts';
import { ServerDatabase } from './server-database.ts';

const DEFAULT_CONNECTIONS = 8;
const CONNECT_TIMEOUT_MS = 3_000;
/** Longest silence after a statement before its connection is taken for dead. */
const ANSWER_TIMEOUT_MS = 12_000;

export interface ServerDatabaseOptions {
  /** `postgres://user:password@host:port/database`. */
  readonly url: string;
  /** The default schema of statements. */
  readonly schema?: string;
  /** Called with connection errors. */
  readonly onError: (error: Error) => void;
  /** Connections for statements; one more listens for notifications. */
  readonly maxConnections?: number | undefined;
  /** Whether notifications come; without them it has no connection but those for statements. */
  readonly isListening?: boolean;
  /** Milliseconds after which an unanswered statement's connection is given up; 0: never, for migrations. */
  readonly answerTimeoutMs?: number;
  /** Ends the wait for a server that is away: the opening rejects. Means nothing once the database is open. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Opens a PostgreSQL server. Waits for one that is away.
 *
 * Throws `Refusal` with a remedy, and without the URL, if the server refuses the connection or its database has the
 * wrong encoding.
 */
export async function openServerDatabase(options: ServerDatabaseOptions): Promise<Database> {
  const { url, schema = 'public', onError, maxConnections = DEFAULT_CONNECTIONS } = options;
  const { isListening = true } = options;
  const { answerTimeoutMs = ANSWER_TIMEOUT_MS, signal } = options;
  signal?.throwIfAborted();
  const database = new ServerDatabase(
    {
      ...parsePostgresUrl(url),
      max: maxConnections,
      application_name: 'ag06',
      keepAlive: true,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      idleTimeoutMillis: 30_000,
      ...(answerTimeoutMs > 0 && { query_timeout: answerTimeoutMs }),
    },
    schema,
    onError,
  );
  const close = () => void database.close();
  signal?.addEventListener('abort', close, { once: true });
  try {
    if (isListening) await database.connect();
    await refuseEncoding(database);
    return database;
  } catch (error) {
    await database.close();
    throw judgeServerError(error) ?? error;
  } finally {
    signal?.removeEventListener('abort', close);
  }
}

/** Throws for any encoding but UTF-8, because others lack characters that runs have. */
async function refuseEncoding(database: Database): Promise<void> {
  const { rows } = await database.query('SHOW server_encoding');
  const { server_encoding: encoding } = rows[0] ?? {};
  if (encoding === 'UTF8') return;
  const remedy = "Make one that is: CREATE DATABASE ag06 ENCODING 'UTF8' LOCALE 'C.UTF-8' TEMPLATE template0";
  const message = `The database is encoded in ${encoding}, and must be in UTF8. ${remedy}; then name it in AG06_BROKER_URL.`;
  throw new Refusal(422, 'DATABASE_ENCODING_UNSUPPORTED', message);
}
