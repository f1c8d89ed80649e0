import { setTimeout as delay } from 'node:timers/promises';
import type { DutyTurn } from '@ag06/duty';
import { faultPoint, isUnavailable } from '@ag06/runtime';
import type { MetricBook } from '@ag06/telemetry';
import type { Parts } from '../parts.ts';
import { toDefect } from '../refusals/to-defect.ts';
import { toRefusal } from '../refusals/to-refusal.ts';
import { actionOf } from './bulk-actions.ts';
import {
  type BulkDocument,
  isUnderWay,
  listBulks,
  loadBulk,
  type StoredBulk,
  swapBulk,
} from './bulk-document.ts';
import { BulkLease } from './bulk-lease.ts';
import { type BulkOutcome, beginPage, countPage, endBulk } from './bulk-progress.ts';
import { listPage } from './list-page.ts';

const PAGE = 200;
/** Of one page at a time. */
const CONCURRENCY = 20;
/** A page takes no less: all bulks together act on at most 2,000 a second, so that others have the store, too. */
const PAGE_MS = 100;

/**
 * Does the bulks page by page. One dispatcher does it at a time; another one takes over when its lease ends. Each bulk
 * in turn gets a page, so that a large one does not hold up a small one.
 */
export class BulkWork {
  readonly #parts: Parts;
  readonly #lease: BulkLease;
  /** From the beginning of a look on, unless it finds something to do. */
  #isIdle = false;
  #onBegun: () => void = () => {};
  #unwatch: () => Promise<void> = async () => {};

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#lease = new BulkLease(parts.store.fleet, parts.id);
  }

  /** Calls `listener` when a bulk begins while there was none. Word of it may be lost with a connection, so looks find it too. */
  onBegun(listener: () => void): void {
    this.#onBegun = listener;
  }

  async start(): Promise<void> {
    this.#unwatch = await this.#parts.store.shared.watch('bulk', () => {
      if (this.#isIdle) this.#onBegun();
    });
  }

  /** May be called twice, or before `start`. */
  async stop(): Promise<void> {
    const unwatch = this.#unwatch;
    this.#unwatch = async () => {};
    await unwatch();
  }

  /** Does a page of each bulk that is under way. `idle`: there is none. */
  async look(signal: AbortSignal): Promise<DutyTurn> {
    this.#isIdle = true;
    const open = (await listBulks(this.#parts.store.shared)).filter(isUnderWay).reverse();
    showOpen(this.#parts.book, open);
    if (open.length === 0) return 'idle';
    this.#isIdle = false;
    if (!(await this.#lease.keep())) return undefined;
    let isHeldUp = false;
    for (const bulk of open) {
      signal.throwIfAborted();
      try {
        const [stands] = await Promise.all([
          this.#advance(bulk, signal),
          delay(PAGE_MS, undefined, { signal }),
        ]);
        isHeldUp ||= !stands;
      } catch (error) {
        if (signal.aborted || isUnavailable(error)) throw error;
        isHeldUp = true;
        this.#parts.log.warn({ err: error, bulkId: bulk.bulkId }, 'A bulk is held up; it is tried again.');
      }
    }
    return isHeldUp ? undefined : 'more';
  }

  /** Works off the page at hand and begins the next one; false if somebody else has gone on with it. */
  async #advance(bulk: StoredBulk, signal: AbortSignal): Promise<boolean> {
    faultPoint('bulk.before-page');
    const outcomes = await this.#actOn(bulk, signal);
    if (outcomes.length > 0) faultPoint('bulk.after-page');
    for (let present = bulk; ; ) {
      const following = await this.#follow(countPage(present.document, outcomes), signal);
      if (await swapBulk(this.#parts.store.shared, present, following)) {
        for (const { outcome } of outcomes)
          this.#parts.book.bulkItems.at(bulk.document.action, outcome).add();
        faultPoint('bulk.after-swap');
        return true;
      }
      const changed = await loadBulk(this.#parts.store.shared, bulk.bulkId);
      // The bulk was stopped meanwhile. Its finished actions still count.
      if (changed === undefined || changed.document.pages !== bulk.document.pages) return false;
      if (!isUnderWay(changed)) return false;
      present = changed;
    }
  }

  async #follow(counted: BulkDocument, signal: AbortSignal): Promise<BulkDocument> {
    const { store } = this.#parts;
    if (counted.status === 'running' && counted.next !== 'none') {
      const after = counted.next === 'first' ? undefined : counted.next.after;
      const { createdAt } = counted;
      const page = await listPage(store, { request: counted, createdAt, after, limit: PAGE, signal });
      const begun = beginPage(counted, page);
      return endBulk(begun, await store.runs.now()) ?? begun;
    }
    return endBulk(counted, await store.runs.now()) ?? counted;
  }

  async #actOn({ bulkId, document }: StoredBulk, signal: AbortSignal): Promise<readonly BulkOutcome[]> {
    const outcomes: BulkOutcome[] = [];
    for (let from = 0; from < document.page.length; from += CONCURRENCY) {
      signal.throwIfAborted();
      if (!(await this.#lease.keep())) throw new Error('Another dispatcher works off the bulks.');
      const some = document.page.slice(from, from + CONCURRENCY);
      outcomes.push(...(await Promise.all(some.map((id) => this.#act(bulkId, document, id)))));
    }
    return outcomes;
  }

  /** Throws if the store or the queues are away: then the page is done once more. */
  async #act(bulkId: string, bulk: BulkDocument, id: string): Promise<BulkOutcome> {
    try {
      await actionOf(bulk)(this.#parts, bulk.tenant, id, bulkId);
      return { outcome: 'done' };
    } catch (error) {
      if (isUnavailable(error)) throw error;
      const refusal =
        toRefusal(error) ??
        toDefect(this.#parts.log, error, { bulkId, id, action: bulk.action }, 'One of a bulk');
      const outcome = refusal.status < 500 ? 'refused' : 'failed';
      return { id, outcome, code: refusal.code, message: refusal.message };
    }
  }
}

function showOpen({ bulkOpen }: Pick<MetricBook, 'bulkOpen'>, open: readonly StoredBulk[]): void {
  const byAction = Map.groupBy(open, ({ document }) => document.action);
  bulkOpen.replace([...byAction].map(([action, bulks]) => [bulks.length, action]));
}
