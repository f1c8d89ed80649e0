import { isIP } from 'node:net';

/**
 * Returns the name in a `Host` header or an origin's host: lower case, without port and brackets. Returns undefined for
 * anything else, such as `user@host` or a path.
 */
export function toHostName(host: string): string | undefined {
  const [, bracketed, plain] =
    /^(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+))(?::\d{1,5})?$/.exec(host.toLowerCase()) ?? [];
  return bracketed ?? plain?.replace(/\.$/, '');
}

/** Names that never leave this machine, whatever a name server says (RFC 6761 section 6.3 has `localhost`). */
export function isLoopbackName(name: string): boolean {
  if (isIP(name) === 4) return name.startsWith('127.');
  return name === '::1' || name === 'localhost' || name.endsWith('.localhost');
}

export const isAddress = (name: string): boolean => isIP(name) !== 0;

/**
 * Whether a request names a foreign host, as a page does whose name resolves to our address (DNS rebinding). A server
 * bound to more than the loopback accepts any name, because it cannot know its own.
 */
export function isForeignName(host: string | undefined, boundTo: string): boolean {
  if (host === undefined || !isLoopbackName(boundTo)) return false;
  return !isLoopbackName(toHostName(host) ?? '');
}

/** Formats an address for a URL: IPv6 in brackets. */
export const toUrlHost = (host: string): string => (isIP(host) === 6 ? `[${host}]` : host);
