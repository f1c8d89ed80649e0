import { NonRetryable } from '@ag06/agent-kit';
import { type AllowEntry, type Destination, isAllowed } from './allow-list.ts';
import { findSpecialPurpose } from './find-special-purpose.ts';

/** Ports that may be called on a public host without being listed. */
const PUBLIC_PORTS: ReadonlySet<number> = new Set([80, 443]);

/** Returns why this address must not be connected to; undefined if it may. */
export function findRefusal(
  allow: readonly AllowEntry[],
  destination: Destination,
): NonRetryable | undefined {
  if (isAllowed(allow, destination)) return undefined;
  const purpose = findSpecialPurpose(destination.address);
  if (purpose !== undefined) return toRefusal(destination, `it leads to a special address (${purpose})`);
  return PUBLIC_PORTS.has(destination.port) ? undefined : toRefusal(destination, 'its port is not 80 or 443');
}

/** Leaves the address out: it would show authors of workflows the addresses of names inside the network. */
function toRefusal({ host, port }: Destination, reason: string): NonRetryable {
  const message = `${host}:${port} may not be called: ${reason}. If that is meant, an operator lists it in AG06_HTTP_ALLOW.`;
  return new NonRetryable(message, { code: 'HTTP_TARGET_FORBIDDEN' });
}
