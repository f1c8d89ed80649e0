import { type IpAddress, type IpRange, isInRange, parseIpAddress, parseIpRange } from './ip-address.ts';

/** A host or a range of addresses that may be called although it is special, on any port or on one. */
export type AllowEntry =
  | { readonly kind: 'host'; readonly host: string; readonly port: number | undefined }
  | { readonly kind: 'range'; readonly range: IpRange; readonly port: number | undefined };

type AllowEntryResult =
  | { readonly ok: true; readonly entry: AllowEntry }
  | { readonly ok: false; readonly problem: string };

/** The target of a call: `host` as in the URL, and one of its addresses. */
export interface Destination {
  readonly host: string;
  readonly port: number;
  readonly address: IpAddress;
}

const HOST_AND_PORT = /^(\[[0-9a-fA-F:.]+\]|[^\s[\]:/?#@%*\\]+)(?::(\d{1,5}))?$/;
const EXPECTED = 'expected a host, host:port, an address, address:port or a CIDR range such as 10.0.0.0/8';

/** Parses one entry of `AG06_HTTP_ALLOW`. Returns the entry, or the problem with it. */
export function parseAllowEntry(text: string): AllowEntryResult {
  const range = parseIpRange(text);
  if (range !== undefined) return { ok: true, entry: { kind: 'range', range, port: undefined } };
  const [, host, port] = HOST_AND_PORT.exec(isBareIpv6(text) ? `[${text}]` : text) ?? [];
  const name = host === undefined ? undefined : toHostName(host);
  const portNumber = port === undefined ? undefined : Number(port);
  if (name === undefined || !isPort(portNumber)) {
    return { ok: false, problem: `${EXPECTED}, got ${JSON.stringify(text)}` };
  }
  const address = parseIpAddress(name);
  if (address === undefined) return { ok: true, entry: { kind: 'host', host: name, port: portNumber } };
  const single: IpRange = [address, address.kind() === 'ipv4' ? 32 : 128];
  return { ok: true, entry: { kind: 'range', range: single, port: portNumber } };
}

/** Whether an entry names the host, or a range that holds the address, on this port. */
export function isAllowed(allow: readonly AllowEntry[], { host, port, address }: Destination): boolean {
  const name = withoutDot(host);
  return allow.some((entry) => {
    if (entry.port !== undefined && entry.port !== port) return false;
    return entry.kind === 'host' ? entry.host === name : isInRange(address, entry.range);
  });
}

/** As the URL of a call would hold it: lower case, international names encoded. */
function toHostName(host: string): string | undefined {
  const url = `http://${host}/`;
  return URL.canParse(url) ? withoutDot(new URL(url).hostname) : undefined;
}

const isBareIpv6 = (text: string): boolean => !text.startsWith('[') && text.split(':').length > 2;
const isPort = (port: number | undefined): boolean => port === undefined || (port >= 1 && port <= 65_535);
const withoutDot = (host: string): string => host.replace(/\.$/, '');
