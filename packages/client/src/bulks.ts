import type { BulkAccepted, BulkListView, BulkView, DeadLetterBulk, RunBulk } from './api-types.ts';
import type { CallOptions } from './call-options.ts';
import type { HttpCaller } from './http-caller.ts';
import { pause } from './pause.ts';

const PATH = '/v1/bulk';
const POLL_MS = 500;
const SHAPE = { bulkId: 'text', status: 'text' } as const;

/** With a key, the same request sent again is the same bulk; without one, each has a new one. */
type KeyedOptions = CallOptions & { readonly key?: string | undefined };

/** One action on all that a filter selects, worked off by the fleet in the background. */
export class Bulks {
  readonly #caller: HttpCaller;

  constructor(caller: HttpCaller) {
    this.#caller = caller;
  }

  /**
   * Does something to all runs that the filter selects and that have started by now; `{all: true}` selects every run.
   * With `dryRun` they are only counted. Resolves when the fleet has it for good.
   */
  startRuns(bulk: RunBulk, options?: KeyedOptions): Promise<BulkAccepted> {
    return this.#start('/v1/runs/bulk', bulk, options);
  }

  /** Redrives or deletes all dead letters that the filter selects. */
  startDeadLetters(bulk: DeadLetterBulk, options?: KeyedOptions): Promise<BulkAccepted> {
    return this.#start('/v1/dead-letters/bulk', bulk, options);
  }

  #start(
    path: string,
    body: object,
    { key = crypto.randomUUID(), ...options }: KeyedOptions = {},
  ): Promise<BulkAccepted> {
    const headers = { 'idempotency-key': key };
    const shape = { bulkId: 'text' } as const;
    return this.#caller.call({ method: 'POST', path, body, headers, shape }, options);
  }

  /** Those under way, and the last that ended; the newest first. */
  list(options?: CallOptions): Promise<BulkListView> {
    return this.#caller.call({ method: 'GET', path: PATH, shape: { items: 'list' } }, options);
  }

  /** How far one is. Throws `RefusedError` BULK_UNKNOWN. */
  get(bulkId: string, options?: CallOptions): Promise<BulkView> {
    return this.#caller.call({ method: 'GET', path: pathOf(bulkId), shape: SHAPE }, options);
  }

  /** Begins no further actions; finished ones stay done. Harmless if the bulk has ended. */
  stop(bulkId: string, options?: CallOptions): Promise<BulkView> {
    const call = { method: 'POST', path: `${pathOf(bulkId)}/stop`, shape: SHAPE } as const;
    return this.#caller.call(call, options);
  }

  /** How far it is, again and again until it has ended, which is told last. */
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
