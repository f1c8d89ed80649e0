import type { Grant } from '@ag06/protocol';
import type { Span } from '@opentelemetry/api';

/** Why a handler is told to stop. Only `timed_out` is an outcome of its attempt; `hedged` ends one of two calls of it. */
export type AbortCause = 'run-over' | 'fenced' | 'expired' | 'timed_out' | 'hedged';

/** A grant of a unit that already runs. */
interface Renewal {
  readonly grant: Grant;
  /** `performance.now()` before its command was sent. */
  readonly sentAt: number;
}

const MESSAGES: Readonly<Record<AbortCause, string>> = {
  'run-over': 'The run is over.',
  fenced: 'The step was taken over by another worker.',
  expired: 'The worker is stopping.',
  timed_out: 'The attempt took longer than its time-out.',
  hedged: 'Another call of the same attempt was faster.',
};

/** The reason of the signal. A handler that left work elsewhere tells by the code whether anybody goes on with it. */
class HandlerStopped extends Error {
  readonly code: AbortCause;

  constructor(cause: AbortCause) {
    super(MESSAGES[cause]);
    this.code = cause;
  }
}

/**
 * A running handler and its token. The abort signal is only created if somebody asks for it: most handlers do not, and
 * an AbortController costs more than the rest of a trivial step.
 */
export class Execution {
  readonly runId: string;
  readonly unit: string;
  token: number;
  /** `performance.now()` before the command was sent that gave the token. */
  tokenSince: number;
  /** `performance.now()` when it could have begun. All time after that was waiting. */
  readonly dueSince: number;
  readonly startedAt: number;
  /** What gave it a newer token than its first, if anything did. */
  renewal: Renewal | undefined;
  /** The token under which the store no longer let it hold the unit. */
  #lostToken: number | undefined;
  /** The time-out of the step or its agent; undefined if neither has one. */
  timeoutMs: number | undefined;
  /** Only in a sampled run. */
  span: Span | undefined;
  #cause: AbortCause | undefined;
  #controller: AbortController | undefined;
  #listener: ((cause: AbortCause) => void) | undefined;

  constructor(
    runId: string,
    { unit, token }: Pick<Grant, 'unit' | 'token'>,
    tokenSince: number,
    timeoutMs?: number,
    dueSince = tokenSince,
  ) {
    this.runId = runId;
    this.unit = unit;
    this.token = token;
    this.tokenSince = tokenSince;
    this.dueSince = dueSince;
    this.startedAt = performance.now();
    this.timeoutMs = timeoutMs;
  }

  get cause(): AbortCause | undefined {
    return this.#cause;
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#cause !== undefined) this.#controller.abort(new HandlerStopped(this.#cause));
    }
    return this.#controller.signal;
  }

  /** A newer delivery brought a newer token. */
  renew(renewal: Renewal): void {
    this.token = renewal.grant.token;
    this.tokenSince = renewal.sentAt;
    this.renewal = renewal;
  }

  /** Called when the unit has another token: another process holds it, or a newer delivery in this one. */
  fence(token: number): void {
    this.#lostToken = token;
    this.abort('fenced');
  }

  /**
   * Returns the newer token under which this process still holds the unit, if the handler was stopped for an older one.
   */
  get renewalSinceFenced(): Renewal | undefined {
    return this.#lostToken !== undefined &&
      this.renewal?.grant.token === this.token &&
      this.token !== this.#lostToken
      ? this.renewal
      : undefined;
  }

  abort(cause: AbortCause): void {
    if (this.#cause !== undefined) return;
    this.#cause = cause;
    this.#controller?.abort(new HandlerStopped(cause));
    this.#listener?.(cause);
  }

  /** Waits for `work`, which never rejects, or for the abort, whichever comes first. */
  race<T>(work: Promise<T>): Promise<T | AbortCause> {
    return new Promise((resolve) => {
      if (this.#cause !== undefined) resolve(this.#cause);
      this.#listener = resolve;
      work.then(resolve);
    });
  }
}
