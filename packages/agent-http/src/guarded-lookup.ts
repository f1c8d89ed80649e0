import type { LookupAddress, LookupAllOptions } from 'node:dns';
import { lookup } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import { NonRetryable } from '@ag06/agent-kit';
import type { AllowEntry } from './allow-list.ts';
import { findRefusal } from './guard.ts';
import { parseIpAddress } from './ip-address.ts';

/** Every address of a host. */
export type Resolve = (host: string, options: LookupAllOptions) => Promise<readonly LookupAddress[]>;

export const resolveWithSystem: Resolve = (host, options) => lookup(host, options);

/**
 * Returns a lookup function for sockets. It resolves a host once, checks every address, and returns the checked ones,
 * so that no second resolution can lead elsewhere (DNS rebinding). One forbidden address refuses the whole host.
 */
export function createGuardedLookup(
  allow: readonly AllowEntry[],
  port: number,
  resolve: Resolve,
): LookupFunction {
  return (host, options, callback) => {
    const answer = (error: NodeJS.ErrnoException | null, found: readonly LookupAddress[]): void => {
      const [first] = found;
      if (options.all === true || first === undefined) callback(error, [...found]);
      else callback(error, first.address, first.family);
    };
    resolve(host, { ...options, all: true }).then(
      (found) => answer(findRefusalOfAny(allow, host, port, found) ?? null, found),
      (error) => answer(error, []),
    );
  };
}

function findRefusalOfAny(
  allow: readonly AllowEntry[],
  host: string,
  port: number,
  found: readonly LookupAddress[],
): NonRetryable | undefined {
  for (const { address: text } of found) {
    const address = parseIpAddress(text);
    const refusal =
      address === undefined
        ? new NonRetryable(`${host} has no readable address.`, { code: 'HTTP_TARGET_FORBIDDEN' })
        : findRefusal(allow, { host, port, address });
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}
