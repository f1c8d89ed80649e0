import { Addresses, defaultAddresses, parseAddresses } from './addresses.ts';
import { type CallOptions, toActorHeader } from './call-options.ts';
import { checkAnswer, type Shape } from './check-answer.ts';
import { checkHeaders } from './check-headers.ts';
import { AnswerError, isAwayStatus, RefusedError, UnreachableError } from './errors.ts';
import { parseJson } from './parse-json.ts';
import { patiently } from './patiently.ts';
import { readProblem } from './read-problem.ts';
import { writeBody } from './write-body.ts';

const MAX_RETRY_AFTER_MS = 3_600_000;
const JSON_TYPE = 'application/json';
const PROBLEM_TYPE = 'application/problem+json';
const EVENT_STREAM = 'text/event-stream';

export interface CallerOptions {
  /**
   * The address of a dispatcher, e.g. `http://127.0.0.1:4606`. Several are a list, or a text with commas: when one does
   * not answer, the next one is asked. Default: `AG06_URL`, or `http://127.0.0.1:4606`.
   */
  readonly url?: string | readonly string[];
  /** The person for whom all of it is asked, for the log of the fleet (`X-Actor`); 1 to 128 printable characters. */
  readonly by?: string | undefined;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * For how many milliseconds after its first failure a call is repeated that got no answer, or 429, 502, 503 or 504.
   * Default 30,000; 0 for a single try at each address.
   */
  readonly retryForMs?: number;
  /** A try without an answer within this many milliseconds counts as failed; default 30,000. */
  readonly timeoutMs?: number;
  readonly fetch?: typeof fetch;
}

export interface Call {
  readonly method: 'DELETE' | 'GET' | 'POST' | 'PUT';
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent unchanged, with its content type. */
  readonly content?: { readonly type: string; readonly text: string };
  readonly headers?: Readonly<Record<string, string>>;
  /** The fields that the answer must have, else the call rejects with `AnswerError`. */
  readonly shape?: Shape;
  /** A status outside 2xx whose body is the answer. */
  readonly alsoStatus?: number;
  /** For how many milliseconds the fleet may wait before it answers. They are added to the time-out. */
  readonly waitMs?: number;
}

/** A call that failed with this error, and how many milliseconds its answer asks to wait before the next try. */
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
 * Calls the API. When no answer comes, repeats the call: at the next address, and then after a pause. Every call must
 * be safe to repeat: a read, or one with a key. Rejects with `RefusedError`, `UnreachableError`, `AnswerError`, or the
 * reason of the signal.
 */
export class HttpCaller {
  readonly #addresses: Addresses;
  readonly #options: CallerOptions;

  /** Throws `AddressError`. */
  constructor(options: CallerOptions) {
    const { url } = options;
    this.#addresses = new Addresses(url === undefined ? defaultAddresses() : parseAddresses(url));
    this.#options = options;
  }

  /** Resolves with the body of the answer. */
  call<T>(call: Call, options: CallOptions = {}): Promise<T> {
    return this.#reach(call, options, async (response) => {
      const text = await response.text();
      const body = parseJson(text);
      const isAnswer =
        response.ok || (response.status === call.alsoStatus && !isOfType(response, PROBLEM_TYPE));
      if (!isAnswer) throw toRefused(response, call.path, body, text);
      if (body === undefined) throw new AnswerError(call.path, 'JSON');
      return checkAnswer<T>(body, call.shape ?? {}, call.path);
    });
  }

  /** Resolves with a stream of this type once its headers have come. The signal ends the stream. */
  open(call: Call, options: CallOptions, type = EVENT_STREAM): Promise<ReadableStream<Uint8Array>> {
    return this.#reach(call, options, async (response) => {
      if (response.ok && isOfType(response, type) && response.body !== null) return response.body;
      const text = await response.text();
      if (response.ok) throw new AnswerError(call.path, type);
      throw toRefused(response, call.path, parseJson(text), text);
    });
  }

  async #reach<T>(call: Call, options: CallOptions, read: (response: Response) => Promise<T>): Promise<T> {
    const everywhere = () => this.#addresses.reach((url) => this.#attempt(url, call, options, read), isAway);
    try {
      return await patiently(everywhere, {
        ...options,
        forMs: options.retryForMs ?? this.#options.retryForMs ?? 30_000,
        judge: (error) => (error instanceof Refused && error.cause.isRetryable ? error.afterMs : undefined),
      });
    } catch (error) {
      throw error instanceof Refused ? error.cause : error;
    }
  }

  async #attempt<T>(
    url: string,
    call: Call,
    { signal, headers, timeoutMs = this.#options.timeoutMs ?? 30_000 }: CallOptions,
    read: (response: Response) => Promise<T>,
  ): Promise<T> {
    const send = this.#options.fetch ?? fetch;
    const init = this.#toInit(call, headers);
    checkHeaders(init.headers);
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), timeoutMs + (call.waitMs ?? 0));
    try {
      const stops = signal === undefined ? late.signal : AbortSignal.any([signal, late.signal]);
      const response = await send(`${url}${call.path}`, { ...init, signal: stops });
      return await read(response);
    } catch (cause) {
      if (cause instanceof Refused || cause instanceof AnswerError) throw cause;
      signal?.throwIfAborted();
      throw new Refused(new UnreachableError(String(this.#addresses), call.path, cause), 0);
    } finally {
      clearTimeout(timer);
    }
  }

  #toInit({ method, body, content, headers }: Call, more: CallOptions['headers']) {
    const type = method === 'GET' ? {} : { 'content-type': content?.type ?? JSON_TYPE };
    const text = content?.text ?? (body === undefined ? undefined : writeBody(body));
    return {
      method,
      headers: { ...toActorHeader(this.#options.by), ...this.#options.headers, ...more, ...type, ...headers },
      ...(text !== undefined && { body: text }),
    };
  }
}

const isAway = (error: unknown): boolean =>
  error instanceof Refused && (error.cause instanceof UnreachableError || isAwayStatus(error.cause.status));

const isOfType = ({ headers }: Response, type: string): boolean =>
  headers.get('content-type')?.startsWith(type) ?? false;

function toRefused(response: Response, path: string, body: unknown, text: string): Refused {
  const error = new RefusedError(readProblem(response.status, body, text), path);
  const seconds = Number(response.headers.get('retry-after'));
  const isAsked = error.isRetryable && seconds > 0;
  // A timer of more milliseconds than 32 bits can hold fires at once.
  return new Refused(error, isAsked ? Math.min(MAX_RETRY_AFTER_MS, seconds * 1000) : 0);
}
