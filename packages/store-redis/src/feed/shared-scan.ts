import type { RunSince } from './find-runs-since.ts';

type Scan = (tenant: string, since: number) => Promise<readonly RunSince[]>;

interface NextScan {
  since: number;
  readonly found: Promise<readonly RunSince[]>;
}

/**
 * Looks for runs, one scan at a time for each tenant: a scan looks at all open runs, and many readers may come back at once. Those who
 * ask while one is under way share the next.
 */
export class SharedScan {
  readonly #scan: Scan;
  readonly #running = new Map<string, Promise<unknown>>();
  readonly #next = new Map<string, NextScan>();

  constructor(scan: Scan) {
    this.#scan = scan;
  }

  /** Finds the runs whose last event is not before `since`, as of now or later. */
  async find(tenant: string, since: number): Promise<readonly RunSince[]> {
    const next = this.#next.get(tenant) ?? this.#plan(tenant, since);
    next.since = Math.min(next.since, since);
    return (await next.found).filter(({ lastAt }) => lastAt >= since);
  }

  #plan(tenant: string, since: number): NextScan {
    const before = this.#running.get(tenant) ?? Promise.resolve();
    const begin = () => {
      this.#next.delete(tenant);
      const scanning = this.#scan(tenant, next.since);
      this.#running.set(tenant, scanning);
      const forget = () => {
        if (this.#running.get(tenant) === scanning) this.#running.delete(tenant);
      };
      scanning.then(forget, forget);
      return scanning;
    };
    const next: NextScan = { since, found: before.then(begin, begin) };
    this.#next.set(tenant, next);
    return next;
  }
}
