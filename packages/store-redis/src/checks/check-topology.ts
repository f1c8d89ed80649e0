import type { CheckResult } from '@ag06/store';
import type { NodeFacts } from './node-facts.ts';

/** Refuses a node of a Cluster that is used as a single Redis, because it rejects most keys. */
export function checkTopology({ node, isClusterNode }: NodeFacts, kind: 'single' | 'cluster'): CheckResult {
  const check = 'topology';
  if (isClusterNode === (kind === 'cluster')) {
    return {
      check,
      is: 'ok',
      found: isClusterNode ? `${node} is part of a Cluster` : `${node} stands alone`,
    };
  }
  if (isClusterNode) {
    return {
      check,
      is: 'problem',
      code: 'BROKER_IS_CLUSTER',
      found: `${node} is part of a Cluster`,
      remedy: 'Use redis+cluster:// with its nodes in AG06_BROKER_URL.',
    };
  }
  return {
    check,
    is: 'problem',
    code: 'BROKER_IS_NO_CLUSTER',
    found: `${node} is not part of a Cluster`,
    remedy: 'Use redis:// in AG06_BROKER_URL, or enable cluster mode there.',
  };
}
