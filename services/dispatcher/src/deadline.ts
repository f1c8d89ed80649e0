import { storeAway } from './refusals/to-refusal.ts';

/** How long the store may take, in milliseconds, not counting a wait for a result. */
const STORE_DEADLINE_MS = 1_900;

/** The time limit of the store's work for one request. It stands still during other work. */
export class Deadline {
  readonly #late = Promise.withResolvers<never>();
  #leftMs: number;
  #startedAt = 0;
  #standing = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(ms: number) {
    this.#leftMs = ms;
    // Nobody waits for it if everything is in time.
    this.#late.promise.catch(() => {});
    this.#go();
  }

  /** Rejects with `Refusal` STORE_UNAVAILABLE when the time is up. Never resolves. */
  get late(): Promise<never> {
    return this.#late.promise;
  }

  /** Waits for work that is not the store's. Its time does not count. */
  async outside<T>(work: Promise<T>): Promise<T> {
    if (this.#standing++ === 0) this.#stand();
    try {
      return await work;
    } finally {
      if (--this.#standing === 0) this.#go();
    }
  }

  /** Waits for one part of the store's work until the time is up. */
  within<T>(work: Promise<T>): Promise<T> {
    // Work that was given up may still fail, and nobody waits for it.
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

/** Waits for the store no longer than the time limit. */
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
    // Work that was given up may still fail, and nobody waits for it.
    working.catch(() => {});
  }
}

/** Like `withDeadline`, for work that gives up its late parts itself. The answer has what the store did in time. */
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
