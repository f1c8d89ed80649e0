import type { CheckResult, Durability } from '@ag06/store';
import { Cluster } from 'ioredis';
import type { RedisClient } from '../redis-client.ts';
import { checkClock } from './check-clock.ts';
import { checkDurability } from './check-durability.ts';
import { checkEviction } from './check-eviction.ts';
import { checkMemory } from './check-memory.ts';
import { checkPartitions } from './check-partitions.ts';
import { checkSchema } from './check-schema.ts';
import { checkTopology } from './check-topology.ts';
import { checkVersion } from './check-version.ts';
import { judgeConnectionError } from './judge-connection-error.ts';
import { NODE_AWAY } from './node-away.ts';
import { loadNodeFacts, type NodeFacts } from './node-facts.ts';

/** Runs every check that is possible before the start; on a Cluster, for each primary. */
export async function diagnoseRedis(
  redis: RedisClient,
  durability: Durability,
  partitions: number,
  prefix?: string,
): Promise<readonly CheckResult[]> {
  const kind = redis instanceof Cluster ? 'cluster' : 'single';
  const nodes = redis instanceof Cluster ? redis.nodes('master') : [redis];
  const judged = nodes.map((node) =>
    loadNodeFacts(node).then(
      (facts) => judge(facts, kind, durability),
      (error: Error) => [
        judgeConnectionError(error) ?? toAway(`${node.options.host}:${node.options.port}`, error),
      ],
    ),
  );
  const results = (await Promise.all(judged)).flat();
  // On a Cluster no key can be read from a node that is away, or from one that is used as a single Redis.
  const isUnsound = ({ check, is }: CheckResult) => is === 'problem' && SOUNDNESS.includes(check);
  if (results.some(isUnsound)) return results;
  try {
    return [...results, await checkSchema(redis, prefix), await checkPartitions(redis, partitions, prefix)];
  } catch (error) {
    // The node of a slot has just gone.
    return [
      ...results,
      toAway('a node of the broker', error instanceof Error ? error : new Error(String(error))),
    ];
  }
}

const SOUNDNESS: readonly string[] = ['connection', 'topology'];

const toAway = (node: string, { message }: Error): CheckResult => ({
  check: 'connection',
  is: 'problem',
  code: NODE_AWAY,
  found: `${node} does not answer (${message})`,
  remedy: 'Start it, or see why no replica took over.',
});

const judge = (facts: NodeFacts, kind: 'single' | 'cluster', durability: Durability): CheckResult[] => [
  checkTopology(facts, kind),
  checkVersion(facts),
  checkEviction(facts),
  checkMemory(facts),
  checkDurability(facts, durability),
  checkClock(facts),
];
