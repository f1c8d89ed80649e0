import { Socket } from 'node:net';
import { settlesWithin } from '@ag06/duty';
import { Pool, type PoolClient, type PoolConfig } from 'pg';
import { toError } from '../error-code.ts';
import type { Database, NotificationSubscriber, SqlResult, SqlSession } from '../sql-database.ts';
import { backOff } from './back-off.ts';
import { isAway } from './is-away.ts';
import { ListeningConnection } from './listening-connection.ts';
import { useSchema } from './use-schema.ts';

/** A PostgreSQL server: a bounded pool of connections for statements, and one for notifications. */
export class ServerDatabase implements Database {
  readonly #pool: Pool;
  readonly #listening: ListeningConnection;
  readonly #onError: (error: Error) => void;
  readonly #closing = new AbortController();
  readonly #sockets = new Set<Socket>();
  #closed: Promise<void> | undefined;

  constructor(given: PoolConfig, schema: string, onError: (error: Error) => void) {
    const config = { ...given, stream: () => this.#openSocket() };
    this.#pool = new Pool({ ...config, onConnect: (client) => useSchema(client, schema) });
    this.#pool.on('error', onError);
    // Between two statements of a session the pool does not listen, and an error nobody hears would end the process.
    this.#pool.on('connect', (client) => client.on('error', onError));
    this.#listening = new ListeningConnection(config, schema, onError);
    this.#onError = onError;
  }

  /** Resolves when the server has answered; waits for one that is away. Rejects if it refuses us. */
  connect(): Promise<void> {
    return this.#listening.connect();
  }

  isUp(): boolean {
    return this.#listening.isConnected;
  }

  async query(text: string, params?: readonly unknown[]): Promise<SqlResult> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.withSession((session) => session.query(text, params));
      } catch (error) {
        if (!isAway(error) || this.#closing.signal.aborted) throw error;
        this.#onError(toError(error));
        await backOff(tries, this.#closing.signal);
      }
    }
  }

  listen(channel: string): Promise<void> {
    return this.#listening.listen(channel);
  }

  onNotification(subscriber: NotificationSubscriber): () => void {
    return this.#listening.subscribe(subscriber);
  }

  async withSession<T>(use: (session: SqlSession) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect();
    let isBroken = false;
    try {
      return await use({
        query: async (text, params) => {
          try {
            return await send(client, text, params);
          } catch (error) {
            isBroken ||= isAway(error);
            throw error;
          }
        },
      });
    } finally {
      client.release(isBroken);
    }
  }

  async close(withinMs?: number): Promise<void> {
    this.#closed ??= this.#close();
    if (withinMs !== undefined && !(await settlesWithin(this.#closed, withinMs)))
      for (const socket of this.#sockets) socket.destroy();
    await this.#closed;
  }

  /** The driver connects it. It is kept to be cut: the driver waits for ever for a server that is to say goodbye. */
  #openSocket(): Socket {
    const socket = new Socket();
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    return socket;
  }

  async #close(): Promise<void> {
    this.#closing.abort();
    await Promise.all([this.#listening.close(), this.#pool.end()]);
  }
}

/** Sends a text and returns the rows of its last statement. */
async function send(
  client: PoolClient,
  text: string,
  params: readonly unknown[] | undefined,
): Promise<SqlResult> {
  const result: SqlResult | readonly SqlResult[] = await client.query(text, params && [...params]);
  if (!isList(result)) return result;
  return result.at(-1) ?? { rows: [] };
}

const isList = (result: SqlResult | readonly SqlResult[]): result is readonly SqlResult[] =>
  Array.isArray(result);
