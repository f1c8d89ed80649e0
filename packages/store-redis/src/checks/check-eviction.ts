import type { CheckResult } from '@ag06/store';
import type { NodeFacts } from './node-facts.ts';

/** Refuses eviction: a Redis that evicts keys when its memory is full loses runs without an error. */
export function checkEviction({ node, evictionPolicy }: NodeFacts): CheckResult {
  const check = 'eviction';
  const found = `${node} has maxmemory-policy ${evictionPolicy}`;
  if (evictionPolicy === '') return { check, is: 'ok', found: `${node} does not tell its maxmemory-policy` };
  if (evictionPolicy === 'noeviction') return { check, is: 'ok', found };
  return {
    check,
    is: 'problem',
    code: 'REDIS_EVICTS',
    found: `${found}: runs would be lost when memory is full`,
    remedy: 'Set `maxmemory-policy noeviction` (CONFIG SET, and in redis.conf).',
  };
}
