import { isRetryableStatus, type Problem, RefusedError, UnreachableError } from './errors.ts';
import { pause } from './pause.ts';
import { writeBody } from './write-body.ts';

const FIRST_DELAY_MS = 100;
const MAX_DELAY_MS = 2_000;
const MAX_RETRY_AFTER_MS = 3_600_000;

export interface CallerOptions {
  /** Where a dispatcher is, e.g. `http://127.0.0.1:4606`. */
  readonly url: string;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** For so long a call is repeated that got no answer, or 429 or 503; default 30 s, 0 for a single try. */
  readonly retryForMs?: number;
  readonly fetch?: typeof fetch;
}

export interface Call {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

type Attempt =
  | { readonly is: 'answered'; readonly body: unknown }
  | { readonly is: 'refused'; readonly error: RefusedError | UnreachableError; readonly afterMs: number };

/**
 * Calls the API, and again when no answer came. Every call it is given must be harmless to repeat: a read, or one with
 * a key. Throws `RefusedError`, `UnreachableError`, or the reason of the signal.
 */
export class HttpCaller {
  readonly #base: string;
  readonly #options: CallerOptions;
  readonly #retryForMs: number;

  constructor(options: CallerOptions) {
    this.#base = options.url.replace(/\/+$/, '');
    this.#options = options;
    this.#retryForMs = options.retryForMs ?? 30_000;
  }

  async call<T>(call: Call): Promise<T> {
    const until = performance.now() + this.#retryForMs;
    for (let delayMs = FIRST_DELAY_MS; ; delayMs = Math.min(2 * delayMs, MAX_DELAY_MS)) {
      const attempt = await this.#attempt(call);
      if (attempt.is === 'answered') return attempt.body as T;
      const waitMs = Math.max(attempt.afterMs, delayMs * (0.5 + Math.random() / 2));
      if (!attempt.error.isRetryable || performance.now() + waitMs > until) throw attempt.error;
      await pause(waitMs, call.signal);
    }
  }

  async #attempt({ method, path, body, headers, signal }: Call): Promise<Attempt> {
    const send = this.#options.fetch ?? fetch;
    const content = body === undefined ? {} : { body: writeBody(body) };
    const type = method === 'GET' ? {} : { 'content-type': 'application/json' };
    try {
      const response = await send(`${this.#base}${path}`, {
        method,
        headers: { ...this.#options.headers, ...type, ...headers },
        ...content,
        ...(signal !== undefined && { signal }),
      });
      return toAttempt(response, await response.text());
    } catch (cause) {
      signal?.throwIfAborted();
      const error = new UnreachableError(`No dispatcher answers at ${this.#base}.`, { cause });
      return { is: 'refused', error, afterMs: 0 };
    }
  }
}

function toAttempt(response: Response, text: string): Attempt {
  const body = parseJson(text);
  if (response.ok && body !== undefined) return { is: 'answered', body };
  const error = new RefusedError(toProblem(response.status, body, text));
  const seconds = Number(response.headers.get('retry-after'));
  const isAsked = isRetryableStatus(response.status) && seconds > 0;
  // A timer of more milliseconds than 32 bits hold does not wait at all.
  const afterMs = isAsked ? Math.min(MAX_RETRY_AFTER_MS, seconds * 1000) : 0;
  return { is: 'refused', error, afterMs };
}

/** What does not come from a dispatcher, but e.g. from a gateway before it, is told as it is. */
function toProblem(status: number, body: unknown, text: string): Problem {
  const isProblem = typeof body === 'object' && body !== null && 'code' in body && 'detail' in body;
  return isProblem
    ? { ...(body as Problem), status }
    : { status, code: `HTTP_${status}`, detail: text.slice(0, 200) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
