const URL_MAX_LENGTH = 8_192;

type CallUrlResult =
  | { readonly ok: true; readonly url: URL }
  | { readonly ok: false; readonly problem: string };

/**
 * Parses a URL that may be called as far as its text shows: http or https, without credentials. Returns it, or the
 * problem.
 */
export function parseCallUrl(text: string): CallUrlResult {
  if (text.length > URL_MAX_LENGTH) return refuse(`at most ${URL_MAX_LENGTH} characters`);
  return URL.canParse(text)
    ? checkCallUrl(new URL(text))
    : refuse('an absolute URL such as https://example.com/path');
}

/** Does the same for a parsed URL, such as that of a redirect. */
export function checkCallUrl(url: URL): CallUrlResult {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return refuse('http: or https:');
  if (url.username !== '' || url.password !== '') {
    return refuse('no credentials in the URL; send them in a header');
  }
  return url.href.length > URL_MAX_LENGTH
    ? refuse(`at most ${URL_MAX_LENGTH} characters`)
    : { ok: true, url };
}

/** Returns the URL for messages and logs, without query and fragment, which may contain secrets. */
export function describeUrl(url: URL): string {
  return `${url.origin}${url.pathname}`;
}

/** Returns the port of a URL, explicit or by its scheme. */
export function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port);
  return url.protocol === 'https:' ? 443 : 80;
}

const refuse = (expected: string): CallUrlResult => ({ ok: false, problem: `expected ${expected}` });
