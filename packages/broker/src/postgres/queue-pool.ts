import { EventEmitter } from 'node:events';
import type { SqlDatabase } from '@ag06/postgres';
import type { PgPool, PgPoolClient, PgQueryResult } from 'bullmq';
import type { QueueClock } from '../queue-clock.ts';
import { askWithLimits } from './ask-with-limits.ts';
import { toHostTimes, toQueueTimes } from './queue-times.ts';
import { toQueryResult } from './to-queryable.ts';

const LISTEN = /^\s*LISTEN\s+"?(\w+)/im;
/** BullMQ names its connections so that others can list them. Ours is shared, and has its own name. */
const NAMING = /set_config\('application_name'/;

/**
 * A database in the shape of the pool that BullMQ expects. BullMQ checks out a connection for each worker's
 * notifications. All of them are shares of one connection, so that a server sees no more connections than configured.
 */
export class QueuePool extends EventEmitter implements PgPool {
  /** BullMQ reads this: a lost connection is noticed, so a worker may wait for long. */
  readonly options = { keepAlive: true };
  readonly #database: SqlDatabase;
  readonly #clock: QueueClock | undefined;

  /** @param clock of a worker; it gives the times that BullMQ would read from the host's clock */
  constructor(database: SqlDatabase, clock?: QueueClock) {
    super();
    this.#database = database;
    this.#clock = clock;
  }

  async query<R>(text: string, params?: readonly unknown[]): Promise<PgQueryResult<R>> {
    const clock = this.#clock;
    if (clock === undefined) return toQueryResult(await this.#database.query(text, params));
    if (!clock.isReady) await clock.ready();
    const result = await this.#database.query(
      askWithLimits(text),
      params && toQueueTimes(text, params, clock),
    );
    return toQueryResult(toHostTimes(text, result, clock));
  }

  async connect(): Promise<PgPoolClient> {
    return new QueueConnection(this.#database);
  }

  /** Does nothing: the owner closes the database. */
  async end(): Promise<void> {}
}

/** One worker's share in the database's listening connection. */
class QueueConnection extends EventEmitter implements PgPoolClient {
  readonly #database: SqlDatabase;
  #unsubscribe: (() => void) | undefined;

  constructor(database: SqlDatabase) {
    super();
    this.setMaxListeners(0);
    this.#database = database;
  }

  async query<R>(text: string, params?: readonly unknown[]): Promise<PgQueryResult<R>> {
    if (NAMING.test(text)) return { rows: [] };
    const channel = LISTEN.exec(text)?.[1];
    if (channel === undefined) return toQueryResult(await this.#database.query(text, params));
    await this.#database.listen(channel);
    this.#subscribe();
    return { rows: [] };
  }

  release(): void {
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
  }

  #subscribe(): void {
    this.#unsubscribe ??= this.#database.onNotification({
      onNotification: (channel, payload) => this.emit('notification', { channel, payload }),
      // BullMQ then takes a new connection and listens again. Without a listener, an 'error' would be thrown.
      onLost: (error) => {
        if (this.listenerCount('error') > 0) this.emit('error', error);
      },
    });
  }
}
