import { Addresses, hasNotArrived, isAwayStatus } from '@ag06/client/reaching';
import { type Problem, RefusedError, UnreachableError, UsageError } from './exit-codes.ts';
import { printable } from './printable.ts';

type HeaderTexts = Readonly<Record<string, string>>;

interface Request {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly headers?: HeaderTexts;
  readonly body?: string;
  readonly signal?: AbortSignal;
  /** What may have arrived is sent to another dispatcher only if it does no more when it comes twice. */
  readonly isHarmlessTwice: boolean;
}

const JSON_TYPE = { 'content-type': 'application/json' };

/** Calls the HTTP API of the first dispatcher that answers. Throws `UnreachableError`, `RefusedError` or `UsageError`. */
export class Api {
  readonly #addresses: Addresses;

  constructor(urls: readonly string[]) {
    this.#addresses = new Addresses(urls);
  }

  get<T>(path: string): Promise<T> {
    return this.#call({ method: 'GET', path, isHarmlessTwice: true });
  }

  /** What a path answers with any of these statuses. */
  getAny<T>(path: string, statuses: readonly number[]): Promise<T> {
    return this.#call({ method: 'GET', path, isHarmlessTwice: true }, statuses);
  }

  /** Makes something, once where the headers hold a key for it. */
  post<T>(path: string, body: unknown, headers: HeaderTexts = {}): Promise<T> {
    const isHarmlessTwice = 'idempotency-key' in headers;
    return this.#call({
      ...{ method: 'POST', path, isHarmlessTwice },
      ...{ headers: { ...JSON_TYPE, ...headers }, body: JSON.stringify(body) },
    });
  }

  /** Tells the fleet to do what it does only once, however often it is told. */
  tell<T>(path: string): Promise<T> {
    return this.#call({ method: 'POST', path, headers: JSON_TYPE, isHarmlessTwice: true });
  }

  put<T>(path: string, body: unknown): Promise<T> {
    return this.#call({
      ...{ method: 'PUT', path, isHarmlessTwice: true },
      ...{ headers: JSON_TYPE, body: JSON.stringify(body) },
    });
  }

  /** Saves a text under its own hash. */
  saveText<T>(path: string, contentType: string, body: string): Promise<T> {
    const headers = { 'content-type': contentType };
    return this.#call({ method: 'POST', path, headers, body, isHarmlessTwice: true });
  }

  /** A body that goes on; aborting the signal ends it. */
  stream(path: string, headers: HeaderTexts, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
    return this.#reach({ method: 'GET', path, headers, signal, isHarmlessTwice: true }, async (response) => {
      if (response.ok && response.body !== null) return response.body;
      throw new RefusedError(toProblem(response.status, await response.text()));
    });
  }

  #call<T>(request: Request, statuses: readonly number[] = []): Promise<T> {
    return this.#reach(request, async (response) => {
      const text = await response.text();
      if (response.ok || statuses.includes(response.status)) return JSON.parse(text) as T;
      throw new RefusedError(toProblem(response.status, text));
    });
  }

  async #reach<T>(request: Request, read: (response: Response) => Promise<T>): Promise<T> {
    const { path, headers = {}, isHarmlessTwice, ...more } = request;
    const init = { ...more, headers: toHeaders(headers) };
    const isUnknown = (error: unknown) => !isHarmlessTwice && !hasNotArrived(error);
    try {
      return await this.#addresses.reach(
        async (url) => read(await fetch(`${url}${path}`, init)),
        (error) => !init.signal?.aborted && isAway(error) && !isUnknown(error),
      );
    } catch (cause) {
      if (cause instanceof RefusedError) throw cause;
      init.signal?.throwIfAborted();
      const what = isUnknown(cause) ? ' Whether the call was carried out is unknown.' : '';
      throw new UnreachableError(
        `No dispatcher answers at ${this.#addresses}.${what} Start one (ag06 up), or set AG06_URL.`,
        { cause },
      );
    }
  }
}

/** Whether another dispatcher may do better. */
const isAway = (error: unknown): boolean =>
  !(error instanceof RefusedError) || isAwayStatus(error.problem.status);

/** What cannot stand in a header is no matter of the connection. */
function toHeaders(headers: Readonly<Record<string, string>>): Headers {
  const made = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    if (!/^[\x20-\x7e]*$/.test(value))
      throw new UsageError(`${name} takes printable ASCII characters, got "${printable(value)}".`);
    made.set(name, value);
  }
  return made;
}

function toProblem(status: number, text: string): Problem {
  try {
    return JSON.parse(text) as Problem;
  } catch {
    return { status, code: `HTTP_${status}`, detail: text.slice(0, 200) };
  }
}
