import { EventEmitter } from 'node:events';
import type { SqlDatabase, SqlResult } from '@ag06/postgres';
import type { PgPool, PgPoolClient } from 'bullmq';
import type { QueueClock } from '../queue-clock.ts';
import { toHostTimes, toQueueTimes } from './queue-times.ts';
import { askWithLimits } from './wait-for-job.ts';

const LISTEN = /^\s*LISTEN\s+"?(\w+)/im;
/** BullMQ names its connections so that others can list them; ours is shared, and has its name already. */
const NAMING = /set_config\('application_name'/;

/**
 * A database in the shape of the pool that BullMQ expects. BullMQ checks out a connection for each worker's
 * notifications; all of them are shares in the database's one, so that a server sees no more connections than told.
 */
export class QueuePool extends EventEmitter implements PgPool {
  /** BullMQ looks here: a connection that was lost is noticed, so a worker may wait for long. */
  readonly options = { keepAlive: true };
  readonly #database: SqlDatabase;
  readonly #clock: QueueClock | undefined;

  /** @param clock of a worker: what BullMQ reads of the host's clock is told by this one */
  constructor(database: SqlDatabase, clock?: QueueClock) {
    super();
    this.#database = database;
    this.#clock = clock;
  }

  async query(text: string, params?: readonly unknown[]): Promise<SqlResult> {
    const clock = this.#clock;
    if (clock === undefined) return this.#database.query(text, params);
    if (!clock.isReady) await clock.ready();
    const result = await this.#database.query(
      askWithLimits(text),
      params && toQueueTimes(text, params, clock),
    );
    return toHostTimes(text, result, clock);
  }

  async connect(): Promise<PgPoolClient> {
    return new QueueConnection(this.#database);
  }

  /** The database is its owner's to close. */
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

  async query(text: string, params?: readonly unknown[]): Promise<SqlResult> {
    if (NAMING.test(text)) return { rows: [] };
    const channel = LISTEN.exec(text)?.[1];
    if (channel === undefined) return this.#database.query(text, params);
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
