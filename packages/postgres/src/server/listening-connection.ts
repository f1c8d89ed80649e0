import { Duty } from '@ag06/duty';
import { Client, type ClientConfig } from 'pg';
import { toError } from '../error-code.ts';
import type { NotificationSubscriber } from '../sql-database.ts';
import { backOff } from './back-off.ts';
import { isAway } from './is-away.ts';
import { useSchema } from './use-schema.ts';

/** A connection that was cut off silently is found out by this. */
const PING_EVERY_MS = 5_000;
const CLOSED = 'The database is closed.';

/**
 * The one connection of this process for notifications. It reconnects to a server that was away, and listens to the
 * same channels again. Subscribers are notified then that notifications may have been lost.
 */
export class ListeningConnection {
  readonly #config: ClientConfig;
  readonly #schema: string;
  readonly #onError: (error: Error) => void;
  readonly #subscribers = new Set<NotificationSubscriber>();
  readonly #channels = new Set<string>();
  readonly #closing = new AbortController();
  readonly #pings: Duty;
  #client: Client | undefined;
  #connecting: Promise<Client> | undefined;
  /** Settled when the current connection has no statement under way. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(config: ClientConfig, schema: string, onError: (error: Error) => void) {
    this.#config = config;
    this.#schema = schema;
    this.#onError = onError;
    this.#pings = new Duty({ name: 'ping', everyMs: PING_EVERY_MS, act: () => this.#ping(), onError });
  }

  get isConnected(): boolean {
    return this.#client !== undefined;
  }

  /** Resolves when it is connected; waits for a server that is away. Rejects if the server refuses us. */
  async connect(): Promise<void> {
    await this.#connected();
  }

  async listen(channel: string): Promise<void> {
    for (let tries = 1; !this.#channels.has(channel); tries++) {
      const client = await this.#connected();
      try {
        await this.#query(client, `LISTEN "${channel}"`);
        this.#channels.add(channel);
      } catch (error) {
        if (!isAway(error) || this.#closing.signal.aborted) throw error;
        this.#lose(client, toError(error));
        await backOff(tries, this.#closing.signal);
      }
    }
    await this.#connected();
  }

  subscribe(subscriber: NotificationSubscriber): () => void {
    this.#subscribers.add(subscriber);
    return () => this.#subscribers.delete(subscriber);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    void this.#pings.stop();
    const client = this.#client;
    this.#client = undefined;
    await client?.end().catch(() => {});
  }

  #connected(): Promise<Client> {
    if (this.#client !== undefined) return Promise.resolve(this.#client);
    this.#connecting ??= this.#connectAgain().finally(() => {
      this.#connecting = undefined;
    });
    return this.#connecting;
  }

  async #connectAgain(): Promise<Client> {
    for (let tries = 1; !this.#closing.signal.aborted; tries++) {
      const client = new Client(this.#config);
      client.on('error', (error) => this.#lose(client, error));
      client.on('end', () => this.#lose(client, new Error('The listening connection ended.')));
      client.on('notification', ({ channel, payload = '' }) => {
        for (const { onNotification } of this.#subscribers) onNotification(channel, payload);
      });
      try {
        await client.connect();
        await useSchema(client, this.#schema);
        for (const channel of this.#channels) await client.query(`LISTEN "${channel}"`);
        if (this.#closing.signal.aborted) throw new Error(CLOSED);
        this.#begin(client);
        return client;
      } catch (error) {
        void client.end().catch(() => {});
        if (!isAway(error)) throw error;
        this.#onError(toError(error));
        await backOff(tries, this.#closing.signal);
      }
    }
    throw new Error(CLOSED);
  }

  #begin(client: Client): void {
    this.#client = client;
    this.#turn = Promise.resolve();
    this.#pings.start(PING_EVERY_MS);
  }

  async #ping(): Promise<void> {
    const client = this.#client;
    if (client === undefined) return;
    await this.#query(client, 'SELECT').catch((error: unknown) => this.#lose(client, toError(error)));
  }

  /** Runs one statement at a time, because the driver's own queue is deprecated and warns on stderr. */
  #query(client: Client, text: string): Promise<unknown> {
    const answer = this.#turn.then(() => client.query(text));
    this.#turn = answer.catch(() => {});
    return answer;
  }

  /** Handles the loss of a connection once, and only of the current one. */
  #lose(client: Client, error: Error): void {
    if (this.#client !== client || this.#closing.signal.aborted) return;
    this.#client = undefined;
    void this.#pings.stop();
    void client.end().catch(() => {});
    this.#onError(error);
    for (const { onLost } of this.#subscribers) onLost(error);
    this.#connected().catch((refused: unknown) => {
      if (!this.#closing.signal.aborted) this.#onError(toError(refused));
    });
  }
}
