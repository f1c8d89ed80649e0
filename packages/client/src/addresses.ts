const DEFAULT_URL = 'http://127.0.0.1:4606';
const EXPECTED = `Expected ${DEFAULT_URL}, or several with commas.`;

/** What was given as the address of a dispatcher and is none. */
export class AddressError extends Error {
  override readonly name = 'AddressError';
  readonly code = 'ADDRESS_INVALID';
}

/**
 * Where dispatchers are, in the order in which they are tried: a list, or a text with commas, each with or without
 * `http://`. Throws `AddressError`.
 */
export function parseAddresses(given: string | readonly string[]): readonly string[] {
  if (typeof given !== 'string') return given.map(toUrl);
  const texts = given.split(',').map((text) => text.trim());
  return texts.filter((text) => text !== '').map(toUrl);
}

/** `AG06_URL`, where there are environment variables, else where a dispatcher of this machine listens. */
export function defaultAddresses(): readonly string[] {
  const { process } = globalThis as { process?: { env?: Readonly<Record<string, string | undefined>> } };
  const urls = parseAddresses(process?.env?.AG06_URL ?? '');
  return urls.length > 0 ? urls : [DEFAULT_URL];
}

function toUrl(text: string): string {
  const absolute = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  const url = URL.canParse(absolute) ? new URL(absolute) : undefined;
  if (url !== undefined && url.username + url.password !== '')
    throw new AddressError(
      `The address of a dispatcher holds a login, which no request may. Leave it out; \`new Client\` takes one in \`headers\`. ${EXPECTED}`,
    );
  const isPlain = url?.search === '' && url.hash === '';
  if (url !== undefined && isPlain && ['http:', 'https:'].includes(url.protocol))
    return url.href.replace(/\/+$/, '');
  throw new AddressError(`"${text}" is no address of a dispatcher. ${EXPECTED}`);
}

/** The dispatchers of one fleet: any of them does for any call. The one that answered last is asked first. */
export class Addresses {
  readonly #urls: readonly string[];
  #current = 0;

  constructor(urls: readonly string[]) {
    if (urls.length === 0) throw new AddressError(`There is no address of a dispatcher. ${EXPECTED}`);
    this.#urls = urls;
  }

  /** All of them, for people. */
  toString(): string {
    return this.#urls.join(', ');
  }

  /**
   * Calls at one address, and while that fails, and the next may be tried, at each other once.
   *
   * @throws what the last call threw
   */
  async reach<T>(call: (url: string) => Promise<T>, mayTryNext: (error: unknown) => boolean): Promise<T> {
    for (let left = this.#urls.length - 1; ; left--) {
      const at = this.#current;
      try {
        return await call(this.#urls[at] ?? '');
      } catch (error) {
        if (!mayTryNext(error)) throw error;
        // Another call may have gone on already.
        if (this.#current === at) this.#current = (at + 1) % this.#urls.length;
        if (left === 0) throw error;
      }
    }
  }
}
