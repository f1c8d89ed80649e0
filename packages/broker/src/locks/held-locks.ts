import { fromClockMs } from './clock-ms.ts';
import { type LockName, LockPage } from './lock-page.ts';
import type { RenewableLock } from './renew-held.ts';

/** A lock that this process holds. */
export interface HeldLock {
  /** `performance.now()` before the command was sent that last gave or renewed it. */
  readonly since: number;
  /** From now on nobody renews it. May be called twice. */
  release(): void;
}

/**
 * The locks of the jobs in this process. Their names are in pages of shared memory, for the thread that renews them.
 * Names that are too long for a page are renewed in the event loop.
 */
export class HeldLocks {
  readonly #pages: LockPage[] = [];
  readonly #free: Place[] = [];
  readonly #held = new Set<PagedLock>();
  readonly #long = new Set<LongLock>();
  readonly #onPage: ((memory: SharedArrayBuffer) => void)[] = [];
  #onFirst: () => void = () => {};

  /** `onLost` is called within seconds if somebody else has the lock, or it is over. */
  hold(name: LockName, since: number, onLost: () => void): HeldLock {
    const lock = LockPage.fits(name)
      ? new PagedLock(this.#takePlace(), name, since, onLost, (place) => this.#leave(place))
      : new LongLock(name, since, onLost);
    if (this.isEmpty) this.#onFirst();
    const held: Set<HeldLock> = lock instanceof PagedLock ? this.#held : this.#long;
    held.add(lock);
    lock.onRelease = () => held.delete(lock);
    return lock;
  }

  /** Whether this process holds no lock. */
  get isEmpty(): boolean {
    return this.#held.size + this.#long.size === 0;
  }

  /** Calls `listener` whenever a lock is held after there was none. There is one listener. */
  onFirst(listener: () => void): void {
    this.#onFirst = listener;
  }

  /** Reports all pages, now and later. */
  share(onPage: (memory: SharedArrayBuffer) => void): void {
    this.#onPage.push(onPage);
    for (const { memory } of this.#pages) onPage(memory);
  }

  /** Returns all held locks, or only those that are in no page. */
  read(which: 'all' | 'unpaged'): readonly RenewableLock[] {
    const unpaged = [...this.#long];
    return which === 'unpaged' ? unpaged : [...unpaged, ...readPages(this.#pages)];
  }

  /** Tells holders about locks that were found lost since the last call. */
  tellLost(): void {
    for (const lock of this.#held) lock.tellIfLost();
  }

  #takePlace(): Place {
    return this.#free.pop() ?? this.#addPage();
  }

  /** Returns the first place of a new page. */
  #addPage(): Place {
    const page = new LockPage();
    this.#pages.push(page);
    for (let slot = LockPage.slots - 1; slot > 0; slot--) this.#free.push({ page, slot });
    for (const listener of this.#onPage) listener(page.memory);
    return { page, slot: 0 };
  }

  #leave(place: Place): void {
    this.#free.push(place);
  }
}

interface Place {
  readonly page: LockPage;
  readonly slot: number;
}

/** The held locks of these pages, in the form in which they are renewed. */
export function readPages(pages: Iterable<LockPage>): readonly RenewableLock[] {
  const locks: RenewableLock[] = [];
  for (const page of pages) {
    for (const seen of page.read()) {
      const { queue, jobId, token } = seen;
      locks.push({
        queue,
        jobId,
        token,
        renewed: (atMs) => page.markRenewed(seen, atMs),
        lost: () => page.markLost(seen),
      });
    }
  }
  return locks;
}

class PagedLock implements HeldLock {
  readonly #place: Place;
  readonly #version: number;
  readonly #since: number;
  readonly #onLost: () => void;
  readonly #leave: (place: Place) => void;
  onRelease: () => void = () => {};
  #isNotified = false;
  #isOver = false;

  constructor(
    place: Place,
    name: LockName,
    since: number,
    onLost: () => void,
    leave: (place: Place) => void,
  ) {
    this.#place = place;
    this.#since = since;
    this.#onLost = onLost;
    this.#leave = leave;
    this.#version = place.page.put(place.slot, name);
  }

  get since(): number {
    if (this.#isOver) return this.#since;
    const renewedAt = this.#place.page.renewedAt(this.#place.slot, this.#version);
    return renewedAt === undefined ? this.#since : Math.max(this.#since, fromClockMs(renewedAt));
  }

  tellIfLost(): void {
    if (this.#isNotified || !this.#place.page.isLost(this.#place.slot, this.#version)) return;
    this.#isNotified = true;
    this.#onLost();
  }

  release(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#place.page.free(this.#place.slot);
    this.#leave(this.#place);
    this.onRelease();
  }
}

class LongLock implements HeldLock, RenewableLock {
  readonly queue: string;
  readonly jobId: string;
  readonly token: string;
  since: number;
  readonly #onLost: () => void;
  onRelease: () => void = () => {};

  constructor({ queue, jobId, token }: LockName, since: number, onLost: () => void) {
    this.queue = queue;
    this.jobId = jobId;
    this.token = token;
    this.since = since;
    this.#onLost = onLost;
  }

  renewed(atMs: number): void {
    this.since = fromClockMs(atMs);
  }

  lost(): void {
    this.release();
    this.#onLost();
  }

  release(): void {
    this.onRelease();
  }
}
