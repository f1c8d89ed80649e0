import { Addresses, defaultAddresses, parseAddresses } from './addresses.ts';
import { isAwayStatus, isRetryableStatus, type Problem, RefusedError, UnreachableError } from './errors.ts';
import { patiently } from './patiently.ts';
import { writeBody } from './write-body.ts';

const MAX_RETRY_AFTER_MS = 3_600_000;

export interface CallerOptions {
  /**
   * Where dispatchers are, e.g. `http://127.0.0.1:4606`; several as a list, or with commas: when one does not answer, the
   * next one is asked. Default: `AG06_URL`, or `http://127.0.0.1:4606`.
   */
  readonly url?: string | readonly string[];
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** For so long after its first failure a call is repeated that got no answer, or 429 or 503; default 30 s, 0 for a single try. */
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

/** A call that was answered so, or not at all, and how long its answer asks to wait before the next. */
class Refused extends Error {
  override readonly cause: RefusedError | UnreachableError;
  readonly afterMs: number;

  constructor(cause: RefusedError | UnreachableError, afterMs: number) {
    super(cause.message);
    this.cause = cause;
    this.afterMs = afterMs;
  }
}

/**
 * Calls the API, and again when no answer came: at the next address, and then after a pause. Every call it is given must
 * be harmless to repeat: a read, or one with a key. Throws `RefusedError`, `UnreachableError`, or the reason of the signal.
 */
export class HttpCaller {
  readonly #addresses: Addresses;
  readonly #options: CallerOptions;
  readonly #retryForMs: number;

  /** @throws AddressError */
  constructor(options: CallerOptions) {
    const { url } = options;
    this.#addresses = new Addresses(url === undefined ? defaultAddresses() : parseAddresses(url));
    this.#options = options;
    this.#retryForMs = options.retryForMs ?? 30_000;
  }

  async call<T>(call: Call): Promise<T> {
    const everywhere = () => this.#addresses.reach((url) => this.#attempt(url, call), isAway);
    try {
      return (await patiently(everywhere, {
        ...{ forMs: this.#retryForMs, signal: call.signal },
        judge: (error) => (error instanceof Refused && error.cause.isRetryable ? error.afterMs : undefined),
      })) as T;
    } catch (error) {
      throw error instanceof Refused ? error.cause : error;
    }
  }

  async #attempt(url: string, { method, path, body, headers, signal }: Call): Promise<unknown> {
    const send = this.#options.fetch ?? fetch;
    const content = body === undefined ? {} : { body: writeBody(body) };
    const type = method === 'GET' ? {} : { 'content-type': 'application/json' };
    try {
      const response = await send(`${url}${path}`, {
        method,
        headers: { ...this.#options.headers, ...type, ...headers },
        ...content,
        ...(signal !== undefined && { signal }),
      });
      return toAnswer(response, await response.text());
    } catch (cause) {
      if (cause instanceof Refused) throw cause;
      signal?.throwIfAborted();
      const error = new UnreachableError(`No dispatcher answers at ${this.#addresses}.`, { cause });
      throw new Refused(error, 0);
    }
  }
}

const isAway = (error: unknown): boolean =>
  error instanceof Refused && (error.cause instanceof UnreachableError || isAwayStatus(error.cause.status));

/** @throws Refused */
function toAnswer(response: Response, text: string): unknown {
  const body = parseJson(text);
  if (response.ok && body !== undefined) return body;
  const error = new RefusedError(toProblem(response.status, body, text));
  const seconds = Number(response.headers.get('retry-after'));
  const isAsked = isRetryableStatus(response.status) && seconds > 0;
  // A timer of more milliseconds than 32 bits hold does not wait at all.
  throw new Refused(error, isAsked ? Math.min(MAX_RETRY_AFTER_MS, seconds * 1000) : 0);
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
