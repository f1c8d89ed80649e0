import type { CheckResult } from '@ag06/store';
import type { NodeFacts } from './node-facts.ts';

/** The first version with functions and with sharded publish and subscribe. */
const LEAST = '7.0.0';

export function checkVersion({ node, version }: NodeFacts): CheckResult {
  const check = 'version';
  if (compare(version, LEAST) >= 0) return { check, is: 'ok', found: `${node} is Redis ${version}` };
  const found = `${node} is Redis ${version === '' ? 'of an unknown version' : version}`;
  return {
    check,
    is: 'problem',
    code: 'REDIS_TOO_OLD',
    found,
    remedy: `Upgrade it: at least ${LEAST} is needed.`,
  };
}

function compare(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => text.split('.').map(Number));
  for (let i = 0; i < 3; i += 1) {
    const difference = (left?.[i] ?? 0) - (right?.[i] ?? 0);
    if (difference !== 0) return Number.isNaN(difference) ? -1 : difference;
  }
  return 0;
}
