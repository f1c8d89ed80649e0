import { Refusal } from '@ag06/contracts';
import { errorCode, toError } from '../error-code.ts';
import type { Database } from '../sql-database.ts';
import { ServerDatabase } from './server-database.ts';

const DEFAULT_CONNECTIONS = 8;
const CONNECT_TIMEOUT_MS = 3_000;
/** Longest silence after a statement before its connection is taken for dead. */
const ANSWER_TIMEOUT_MS = 12_000;
/** SQLSTATEs of a server that will never let us in: wrong user or password, no such database. */
const REFUSALS = /^(28|3D000|42501)/;

export interface ServerDatabaseOptions {
  /** `postgres://user:password@host:port/database`. */
  readonly url: string;
  /** The schema that statements mean when they name none. */
  readonly schema?: string;
  /** Told of connection errors. */
  readonly onError: (error: Error) => void;
  /** Connections for statements; one more listens for notifications. */
  readonly maxConnections?: number | undefined;
  /** Whether notifications come; without them it has no connection but those for statements. */
  readonly isListening?: boolean;
  /** Milliseconds after which an unanswered statement's connection is given up; 0: never, for migrations. */
  readonly answerTimeoutMs?: number;
}

/**
 * Opens a PostgreSQL server, waiting for one that is away.
 *
 * @throws Refusal DATABASE_REFUSED if the server does not let us in; the message does not show the URL
 */
export async function openServerDatabase(options: ServerDatabaseOptions): Promise<Database> {
  const { url, schema = 'public', onError, maxConnections = DEFAULT_CONNECTIONS } = options;
  const { isListening = true } = options;
  const { answerTimeoutMs = ANSWER_TIMEOUT_MS } = options;
  const database = new ServerDatabase(
    {
      connectionString: url,
      max: maxConnections,
      application_name: 'ag06',
      options: `-c search_path=${schema}`,
      keepAlive: true,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      idleTimeoutMillis: 30_000,
      ...(answerTimeoutMs > 0 && { query_timeout: answerTimeoutMs }),
    },
    onError,
  );
  try {
    if (isListening) await database.connect();
    else await database.query('SELECT');
    return database;
  } catch (error) {
    await database.close();
    throw toRefusal(error);
  }
}

function toRefusal(error: unknown): unknown {
  if (!REFUSALS.test(errorCode(error) ?? '')) return error;
  return new Refusal(422, 'DATABASE_REFUSED', `PostgreSQL does not let us in: ${toError(error).message}.`);
}
