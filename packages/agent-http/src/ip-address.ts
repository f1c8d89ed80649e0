import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

export type IpAddress = ipaddr.IPv4 | ipaddr.IPv6;

/** A network and the length of its prefix in bits. */
export type IpRange = readonly [network: IpAddress, bits: number];

/**
 * Parses an address in full form, `127.0.0.1` or `::1`, and drops brackets and zone. Returns undefined for any other
 * text, including forms that only some parsers accept (`127.1`, `0x7f000001`). Returns an IPv4 address that is mapped
 * into IPv6 as the IPv4 address that a connection would reach.
 */
export function parseIpAddress(text: string): IpAddress | undefined {
  const [bare = ''] = text.replace(/^\[(.*)\]$/, '$1').split('%');
  switch (isIP(bare)) {
    case 4:
      return ipaddr.IPv4.parse(bare);
    case 6:
      return ipaddr.process(toHexadecimal(bare));
    default:
      return undefined;
  }
}

/** Rewrites `::127.0.0.1` as `::7f00:1`, because the library would read it as the mapped `::ffff:127.0.0.1`. */
function toHexadecimal(ipv6: string): string {
  return new URL(`http://[${ipv6}]`).hostname.slice(1, -1);
}

/**
 * Parses `10.0.0.0/8` or `fd00::/8`. Returns undefined for any other text, including a network with bits outside of its
 * prefix.
 */
export function parseIpRange(text: string): IpRange | undefined {
  const [network = '', bits = '', ...more] = text.split('/');
  const kind = isIP(network);
  if (kind === 0 || more.length > 0 || !/^\d{1,3}$/.test(bits)) return undefined;
  const length = Number(bits);
  if (length > (kind === 4 ? 32 : 128)) return undefined;
  const parsed = kind === 4 ? ipaddr.IPv4.parse(network) : ipaddr.IPv6.parse(toHexadecimal(network));
  return isNetwork(parsed, length) ? [parsed, length] : undefined;
}

export function isInRange(address: IpAddress, [network, bits]: IpRange): boolean {
  return address.kind() === network.kind() && address.match(network, bits);
}

function isNetwork(address: IpAddress, bits: number): boolean {
  return address.toByteArray().every((byte, index) => {
    const kept = Math.min(8, Math.max(0, bits - index * 8));
    return (byte & (0xff >> kept)) === 0;
  });
}
