import type { RunBulk } from '@ag06/contracts';
import { createCommandIds, PlanCache } from '@ag06/runtime';
import { createMemoryStore, type Store } from '@ag06/store';
import { META, Player } from '@ag06/store/conformance';
import { createMetricBook } from '@ag06/telemetry';
import { pino } from 'pino';
import type { Parts } from '../../parts.ts';
import { showBulk } from '../../use-cases/bulks.ts';
import { startBulk } from '../../use-cases/start-bulk.ts';
import { BulkWork } from '../bulk-work.ts';

/** A fleet's store in memory, and dispatchers on it that work off bulks when they are told to. */
export class BulkBench {
  now = Date.UTC(2030, 0, 1);
  readonly store: Store = createMemoryStore({ now: () => this.now });

  async submit(count: number, workflow = 'w'): Promise<readonly Player[]> {
    const players = Array.from({ length: count }, () => new Player(this.store));
    for (const player of players) await player.submit({ meta: JSON.stringify({ ...META, workflow }) });
    return players;
  }

  async start({ dryRun = false, ...more }: Partial<RunBulk> & Pick<RunBulk, 'filter'>, key?: string) {
    const request = { of: 'runs', tenant: 'default', action: 'cancel', dryRun, ...more } as const;
    return startBulk(this.store, request, key);
  }

  show(bulkId: string) {
    return showBulk(this.store.shared, 'default', bulkId);
  }

  /** `replaced`: what this dispatcher finds in place of the store's own. */
  dispatcher(id: string, replaced: Partial<Store> = {}): BulkWork {
    const store = { ...this.store, ...replaced };
    const issuer = { worker: id, job: '', delivery: 0 };
    const broker = { enqueue: async () => {}, remove: async () => {} };
    const carrier = { runs: store.runs, broker, issuer, createId: createCommandIds(id), epoch: () => 0 };
    return new BulkWork({
      id,
      store,
      carrier,
      plans: new PlanCache(store.workflows),
      log: pino({ level: 'silent' }),
      book: createMetricBook(),
    } as unknown as Parts);
  }
}

/** Pages of everything that is under way, until nothing is. */
export async function workOff(work: BulkWork): Promise<void> {
  while ((await work.look(new AbortController().signal)) === 'more');
}
