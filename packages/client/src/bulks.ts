import type { BulkAccepted, BulkListView, BulkView, DeadLetterBulk, RunBulk } from './api-types.ts';
import type { CallOptions } from './call-options.ts';
import { createKey } from './create-key.ts';
import type { HttpCaller } from './http-caller.ts';
import { pause } from './pause.ts';

const PATH = '/v1/bulk';
const POLL_MS = 500;
const SHAPE = { bulkId: 'text', status: 'text' } as const;

/**
 * A key identifies the bulk: a request that repeats it gets the same bulk. Without one, each request makes a new bulk.
 */
type KeyedOptions = CallOptions & { readonly key?: string | undefined };

/**
 * Bulks: one action on everything that a filter selects, done by the fleet in the background. Get it as `client.bulks`.
 */
export class Bulks {
  readonly #caller: HttpCaller;

  constructor(caller: HttpCaller) {
    this.#caller = caller;
  }

  /**
   * Starts an action on all runs that the filter selects and that were created by now; `{all: true}` selects every run.
   * With `dryRun` the fleet only counts them. Resolves with the bulk's id once the fleet has stored it. Rejects with
   * `RefusedError` BULK_INVALID.
   */
  startRuns(bulk: RunBulk, options?: KeyedOptions): Promise<BulkAccepted> {
    return this.#start('/v1/runs/bulk', bulk, options);
  }

  /** Starts to redrive or delete all dead letters that the filter selects. Resolves and rejects as `startRuns`. */
  startDeadLetters(bulk: DeadLetterBulk, options?: KeyedOptions): Promise<BulkAccepted> {
    return this.#start('/v1/dead-letters/bulk', bulk, options);
  }

  #start(
    path: string,
    body: object,
    { key = createKey(), ...options }: KeyedOptions = {},
  ): Promise<BulkAccepted> {
    const headers = { 'idempotency-key': key };
    const shape = { bulkId: 'text' } as const;
    return this.#caller.call({ method: 'POST', path, body, headers, shape }, options);
  }

  /** Returns the bulks under way and the last ones that ended, newest first. */
  list(options?: CallOptions): Promise<BulkListView> {
    return this.#caller.call({ method: 'GET', path: PATH, shape: { items: 'list' } }, options);
  }

  /** Returns a bulk with its counts. Rejects with `RefusedError` BULK_UNKNOWN. */
  get(bulkId: string, options?: CallOptions): Promise<BulkView> {
    return this.#caller.call({ method: 'GET', path: pathOf(bulkId), shape: SHAPE }, options);
  }

  /** Stops a bulk: it begins no further actions, and finished ones stay done. Harmless if it has ended. */
  stop(bulkId: string, options?: CallOptions): Promise<BulkView> {
    const call = { method: 'POST', path: `${pathOf(bulkId)}/stop`, shape: SHAPE } as const;
    return this.#caller.call(call, options);
  }

  /** Yields the bulk once a second until it has ended. The last value is the ended bulk. */
  async *follow(bulkId: string, options: CallOptions = {}): AsyncGenerator<BulkView, void> {
    for (;;) {
      const bulk = await this.get(bulkId, options);
      yield bulk;
      if (bulk.status === 'completed' || bulk.status === 'stopped') return;
      await pause(POLL_MS, options.signal);
    }
  }
}

const pathOf = (bulkId: string): string => `${PATH}/${encodeURIComponent(bulkId)}`;
