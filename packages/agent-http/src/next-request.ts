import { forOtherOrigin, type HeaderRecord, withoutBody } from './header-rules.ts';

/** One request as it goes to one server. Header names are in lower case. */
export interface OutgoingRequest {
  readonly url: URL;
  readonly method: string;
  readonly headers: HeaderRecord;
  readonly body: string | undefined;
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Whether an answer sends its reader elsewhere. */
export function isRedirect(status: number, location: string | undefined): location is string {
  return REDIRECTS.has(status) && location !== undefined && location !== '';
}

/**
 * Returns the request of a redirect as browsers make it (source: WHATWG Fetch, "HTTP-redirect fetch"): 303, and 301 or
 * 302 after a POST, become a GET without the body. Drops credentials at another origin. Returns undefined if `location`
 * is not a URL.
 */
export function toNextRequest(
  request: OutgoingRequest,
  status: number,
  location: string,
): OutgoingRequest | undefined {
  if (!URL.canParse(location, request.url.href)) return undefined;
  const url = new URL(location, request.url);
  const plain = becomesGet(request.method, status)
    ? { method: 'GET', headers: withoutBody(request.headers), body: undefined }
    : request;
  const { method, body, headers } = plain;
  const isSameOrigin = url.origin === request.url.origin;
  return { url, method, body, headers: isSameOrigin ? headers : forOtherOrigin(headers) };
}

function becomesGet(method: string, status: number): boolean {
  if (status === 303) return method !== 'HEAD' && method !== 'GET';
  return method === 'POST' && (status === 301 || status === 302);
}
