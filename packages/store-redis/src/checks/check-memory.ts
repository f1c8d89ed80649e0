import type { CheckResult } from '@ag06/store';
import type { NodeFacts } from './node-facts.ts';

/** The code of a problem that ends when the operator makes room. */
export const BROKER_FULL = 'BROKER_FULL';

const MIB = 1024 * 1024;

/** Refuses a Redis that has used up its memory, because it accepts neither runs nor workers. */
export function checkMemory({ node, memory }: NodeFacts): CheckResult {
  const check = 'memory';
  const { usedBytes, maxBytes } = memory;
  const used = `${node} uses ${(usedBytes / MIB).toFixed(1)} MiB`;
  if (maxBytes === 0) return { check, is: 'ok', found: `${used}, and has no maxmemory` };
  const found = `${used} of its maxmemory of ${(maxBytes / MIB).toFixed(1)} MiB`;
  if (usedBytes <= maxBytes) return { check, is: 'ok', found };
  return {
    check,
    is: 'problem',
    code: BROKER_FULL,
    found: `${found}: it refuses every write`,
    remedy:
      'Raise maxmemory (CONFIG SET, and in redis.conf), or delete old runs: a dispatcher that runs does it by AG06_RETENTION.',
  };
}
