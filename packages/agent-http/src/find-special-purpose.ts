import ipaddr from 'ipaddr.js';
import { type IpAddress, type IpRange, isInRange } from './ip-address.ts';
import { NAT64, PUBLIC_IPV6, SPECIAL_RANGES } from './special-ranges.ts';

const RANGES: readonly (readonly [range: IpRange, purpose: string])[] = SPECIAL_RANGES.map(
  ([cidr, purpose]) => [ipaddr.parseCIDR(cidr), purpose],
);
const PUBLIC: IpRange = ipaddr.parseCIDR(PUBLIC_IPV6);
const TRANSLATED: IpRange = ipaddr.parseCIDR(NAT64);

/** Returns the purpose of a special address, such as "loopback"; undefined for a host of the public internet. */
export function findSpecialPurpose(address: IpAddress): string | undefined {
  const found = RANGES.find(([range]) => isInRange(address, range));
  if (found !== undefined) return found[1];
  if (address.kind() === 'ipv4' || isInRange(address, PUBLIC)) return undefined;
  if (!isInRange(address, TRANSLATED)) return 'reserved';
  const purpose = findSpecialPurpose(ipaddr.fromByteArray(address.toByteArray().slice(12)));
  return purpose === undefined ? undefined : `${purpose}, through NAT64`;
}
