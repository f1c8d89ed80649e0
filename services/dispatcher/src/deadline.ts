import { storeAway } from './refusals/to-refusal.ts';

/** The store has this long to answer, milliseconds; waiting for a result comes on top. */
const STORE_DEADLINE_MS = 1_900;

/** The time that the store has. It stands still while something else is worked on. */
export class Deadline {
  readonly #late = Promise.withResolvers<never>();
  #leftMs: number;
  #startedAt = 0;
  #standing = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(ms: number) {
    this.#leftMs = ms;
    // Nobody waits for it if nothing is late.
    this.#late.promise.catch(() => {});
    this.#go();
  }

  /** Rejects with `Refusal` STORE_UNAVAILABLE when time is up; never resolves. */
  get late(): Promise<never> {
    return this.#late.promise;
  }

  /** Waits for work that is not the store's; its time does not count. */
  async outside<T>(work: Promise<T>): Promise<T> {
    if (this.#standing++ === 0) this.#stand();
    try {
      return await work;
    } finally {
      if (--this.#standing === 0) this.#go();
    }
  }

  /** Waits for one part of the store's work until time is up. */
  within<T>(work: Promise<T>): Promise<T> {
    // What was given up may still fail; nobody waits for it any more.
    work.catch(() => {});
    return Promise.race([work, this.late]);
  }

  end(): void {
    this.#standing = Number.POSITIVE_INFINITY;
    clearTimeout(this.#timer);
  }

  #go(): void {
    this.#startedAt = performance.now();
    this.#timer = setTimeout(() => this.#late.reject(storeAway()), Math.max(0, this.#leftMs));
  }

  #stand(): void {
    clearTimeout(this.#timer);
    this.#leftMs -= performance.now() - this.#startedAt;
  }
}

/** Waits for the store no longer than a caller should. */
export async function withDeadline<T>(
  work: Promise<T> | ((deadline: Deadline) => Promise<T>),
  extraMs = 0,
): Promise<T> {
  const deadline = new Deadline(STORE_DEADLINE_MS + extraMs);
  const working = typeof work === 'function' ? work(deadline) : work;
  try {
    return await Promise.race([working, deadline.late]);
  } finally {
    deadline.end();
    // What was given up may still fail; nobody waits for it any more.
    working.catch(() => {});
  }
}

/** The same for work that gives up its late parts itself: what the store has taken by then is answered. */
export async function withDeadlineOfParts<T>(
  work: (deadline: Deadline) => Promise<T>,
  extraMs = 0,
): Promise<T> {
  const deadline = new Deadline(STORE_DEADLINE_MS + extraMs);
  try {
    return await work(deadline);
  } finally {
    deadline.end();
  }
}
