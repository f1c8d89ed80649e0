import { type Problem, RefusedError, UnreachableError, UsageError } from './exit-codes.ts';
import { printable } from './printable.ts';

/** Calls the HTTP API of the first dispatcher that answers. Throws `UnreachableError`, `RefusedError` or `UsageError`. */
export class Api {
  readonly #urls: readonly string[];
  #current = 0;

  constructor(urls: readonly string[]) {
    this.#urls = urls;
  }

  get<T>(path: string): Promise<T> {
    return this.#call('GET', path, {}, undefined);
  }

  /** What a path answers with any of these statuses. */
  async getAny<T>(path: string, statuses: readonly number[]): Promise<T> {
    const response = await this.#fetch('GET', path, {}, undefined);
    const text = await response.text();
    if (statuses.includes(response.status)) return JSON.parse(text) as T;
    throw new RefusedError(toProblem(response.status, text));
  }

  post<T>(path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<T> {
    const type = { 'content-type': 'application/json' };
    return this.#call(
      'POST',
      path,
      { ...type, ...headers },
      body === undefined ? undefined : JSON.stringify(body),
    );
  }

  put<T>(path: string, body: unknown): Promise<T> {
    return this.#call('PUT', path, { 'content-type': 'application/json' }, JSON.stringify(body));
  }

  postText<T>(path: string, contentType: string, text: string): Promise<T> {
    return this.#call('POST', path, { 'content-type': contentType }, text);
  }

  /** A body that goes on; aborting the signal ends it. */
  async stream(
    path: string,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<AsyncIterable<Uint8Array>> {
    const response = await this.#fetch('GET', path, headers, undefined, signal);
    if (response.ok && response.body !== null) return response.body;
    throw new RefusedError(toProblem(response.status, await response.text()));
  }

  async #call<T>(
    method: string,
    path: string,
    headers: Readonly<Record<string, string>>,
    body: string | undefined,
  ): Promise<T> {
    const response = await this.#fetch(method, path, headers, body);
    const text = await response.text();
    if (response.ok) return JSON.parse(text) as T;
    throw new RefusedError(toProblem(response.status, text));
  }

  async #fetch(
    method: string,
    path: string,
    headers: Readonly<Record<string, string>>,
    body: string | undefined,
    signal?: AbortSignal,
  ): Promise<Response> {
    const more = { ...(body !== undefined && { body }), ...(signal !== undefined && { signal }) };
    const init = { method, headers: toHeaders(headers), ...more };
    let cause: unknown;
    for (const _ of this.#urls) {
      try {
        return await fetch(`${this.#urls[this.#current]}${path}`, init);
      } catch (error) {
        signal?.throwIfAborted();
        cause = error;
        this.#current = (this.#current + 1) % this.#urls.length;
      }
    }
    const where = this.#urls.join(', ');
    throw new UnreachableError(`No dispatcher answers at ${where}. Start one (ag06 up), or set AG06_URL.`, {
      cause,
    });
  }
}

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
