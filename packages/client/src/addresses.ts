const DEFAULT_URL = 'http://127.0.0.1:4606';
const EXPECTED = `Expected ${DEFAULT_URL}, or several with commas.`;

/** Thrown for a text that was given as the address of a dispatcher and is not one. */
export class AddressError extends Error {
  override readonly name = 'AddressError';
  readonly code = 'ADDRESS_INVALID';
}

/**
 * Returns the base URLs of dispatchers, in the order in which they are tried. Takes a list, or a text with commas, each
 * with or without `http://`. Throws `AddressError`.
 */
export function parseAddresses(given: string | readonly string[]): readonly string[] {
  if (typeof given !== 'string') return given.map(toUrl);
  const texts = given.split(',').map((text) => text.trim());
  return texts.filter((text) => text !== '').map(toUrl);
}

/**
 * Returns `AG06_URL` if there are environment variables and it is set, else the address of a dispatcher on this
 * machine.
 */
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

/** The dispatchers of one fleet. Any of them can answer any call; the one that answered last is asked first. */
export class Addresses {
  readonly #urls: readonly string[];
  #current = 0;

  constructor(urls: readonly string[]) {
    if (urls.length === 0) throw new AddressError(`There is no address of a dispatcher. ${EXPECTED}`);
    this.#urls = urls;
  }

  /** Returns all addresses as one text for people. */
  toString(): string {
    return this.#urls.join(', ');
  }

  /**
   * Calls one address. While a call fails and `mayTryNext` allows it, calls each other address once. Returns the first
   * answer.
   */
  async reach<T>(call: (url: string) => Promise<T>, mayTryNext: (error: unknown) => boolean): Promise<T> {
    for (let left = this.#urls.length - 1; ; left--) {
      const at = this.#current;
      try {
        return await call(this.#urls[at] ?? '');
      } catch (error) {
        if (!mayTryNext(error)) throw error;
        // Another call may have moved on to the next address already.
        if (this.#current === at) this.#current = (at + 1) % this.#urls.length;
        if (left === 0) throw error;
      }
    }
  }
}
