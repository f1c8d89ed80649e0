import { Refusal } from '@ag06/contracts';
import { isAddress, isLoopbackName, toHostName } from '@ag06/telemetry';
import { isPageVisit } from '../page/page-address.ts';

/** Where the API listens, and by which names it may be called. */
export interface Door {
  /** The address it is bound to. */
  readonly host: string;
  /** `AG06_HTTP_HOSTS`: names besides those of the loopback; `*.example.com` for every name below `example.com`. */
  readonly names: readonly string[];
}

/** The parts of a request's head that tell who made it. */
export interface CallerHead {
  readonly method: string;
  /** Without its query. */
  readonly path: string;
  readonly host: string | undefined;
  /** The version of HTTP: `1.0` or `1.1`. */
  readonly version: string;
  readonly origin: string | undefined;
  /** `Sec-Fetch-Site`, which a page cannot set. */
  readonly fetchSite: string | undefined;
  /** `Sec-Fetch-Mode` */
  readonly fetchMode: string | undefined;
  /** `Sec-Fetch-Dest` */
  readonly fetchDest: string | undefined;
  readonly contentType: string | undefined;
}

/** Paths that a page of any site may link to, because they show nothing of a fleet's work. */
const PUBLIC_DOCUMENTS = new Set(['/openapi.json', '/health', '/health/live', '/health/ready']);

/** Whether a page of any site may read it. */
export const isPublic = (method: string, path: string): boolean =>
  (method === 'GET' || method === 'HEAD') && PUBLIC_DOCUMENTS.has(path);

/**
 * Returns why a request is refused. A page of another site must neither change nor read anything of a fleet, not even
 * if its name resolves to our address (DNS rebinding). Browsers reveal that in these headers; other callers do not send
 * them.
 */
export function judgeCaller(head: CallerHead, door: Door): Refusal | undefined {
  return judgeHost(head, door) ?? judgeSite(head, door) ?? judgeContentType(head);
}

function judgeHost({ host, version }: CallerHead, door: Door): Refusal | undefined {
  // No browser speaks HTTP/1.0, which needs no Host.
  if (host === undefined && version === '1.0') return undefined;
  if (host === undefined)
    return new Refusal(400, 'HOST_MISSING', 'A request of HTTP/1.1 needs a Host. Send the header.');
  const name = toHostName(host);
  if (name !== undefined && (isLoopbackName(name) || isListed(name, door.names))) return undefined;
  // A page cannot use an address as its name. Servers beyond the loopback are called by address.
  if (name !== undefined && isAddress(name) && !isLoopbackName(door.host)) return undefined;
  const errors = [
    { path: 'Host', expected: 'a name of the loopback or of AG06_HTTP_HOSTS', got: host.slice(0, 100) },
  ];
  const message = `This API is not called ${host.slice(0, 100)}. If it should be, add the name to AG06_HTTP_HOSTS of the dispatcher.`;
  return new Refusal(421, 'HOST_NOT_ALLOWED', message, { errors });
}

function isListed(name: string, names: readonly string[]): boolean {
  return names.some((listed) =>
    listed.startsWith('*.')
      ? name.endsWith(listed.slice(1)) && name.length > listed.length - 1
      : name === listed,
  );
}

function judgeSite(head: CallerHead, door: Door): Refusal | undefined {
  const { method, path, host, origin, fetchSite } = head;
  if (isPublic(method, path) || isPageVisit(head)) return undefined;
  const isSameSite = fetchSite === undefined || fetchSite === 'none' || fetchSite === 'same-origin';
  if (isSameSite && (origin === undefined || isOwnOrigin(origin, host, door))) return undefined;
  const got = origin ?? `Sec-Fetch-Site: ${fetchSite}`;
  const errors = [{ path: 'Origin', expected: 'a page of this API itself', got: got.slice(0, 100) }];
  const message =
    'A page of another site may not use this API. Call it from a server, or serve the page under a name of AG06_HTTP_HOSTS.';
  return new Refusal(403, 'ORIGIN_NOT_ALLOWED', message, { errors });
}

/**
 * The scheme does not matter, because TLS may end at a proxy. A proxy that changes `Host` needs its own name in the
 * list.
 */
function isOwnOrigin(origin: string, host: string | undefined, door: Door): boolean {
  const theirs = /^https?:\/\/([^/]+)$/.exec(origin.toLowerCase())?.[1];
  if (theirs === undefined) return false;
  if (theirs === host?.toLowerCase()) return true;
  const name = toHostName(theirs);
  return name !== undefined && name === theirs && isListed(name, door.names);
}

/** Requires a content type of its own: a form, or a page without preflight, could send a request without one. */
function judgeContentType({ method, contentType }: CallerHead): Refusal | undefined {
  if (method !== 'POST' || contentType !== undefined) return undefined;
  const errors = [{ path: 'Content-Type', expected: 'application/json', got: 'none' }];
  const message = 'A POST needs a Content-Type, also without a body: send `Content-Type: application/json`.';
  return new Refusal(415, 'MEDIA_TYPE_UNSUPPORTED', message, { errors });
}
