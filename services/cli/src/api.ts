import { type Problem, RefusedError, UnreachableError } from './exit-codes.ts';

/** Calls a dispatcher's HTTP API. Throws `UnreachableError` or `RefusedError`. */
export class Api {
  readonly #base: string;

  constructor(base: string) {
    this.#base = base.replace(/\/+$/, '');
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
    try {
      const more = { ...(body !== undefined && { body }), ...(signal !== undefined && { signal }) };
      return await fetch(`${this.#base}${path}`, { method, headers, ...more });
    } catch (cause) {
      throw new UnreachableError(
        `No dispatcher answers at ${this.#base}. Start one (ag06 up), or set AG06_URL.`,
        { cause },
      );
    }
  }
}

function toProblem(status: number, text: string): Problem {
  try {
    return JSON.parse(text) as Problem;
  } catch {
    return { status, code: `HTTP_${status}`, detail: text.slice(0, 200) };
  }
}
