import { setTimeout as delay } from 'node:timers/promises';
import { Refusal } from '@ag06/contracts';
import type { CheckResult, Durability } from '@ag06/store';
import { BROKER_FULL } from './checks/check-memory.ts';
import { diagnoseRedis } from './checks/diagnose-redis.ts';
import { NODE_AWAY } from './checks/node-away.ts';
import { proveCommands } from './checks/prove-commands.ts';
import { reachRedis } from './checks/reach-redis.ts';
import type { RedisClient } from './redis-client.ts';

/** A replica takes over within seconds, so a second look pays. */
const AGAIN_AFTER_MS = 1_000;

type Problem = Exclude<CheckResult, { readonly is: 'ok' }>;

/** Whether waiting may mend the problem. */
const isPassing = (result: CheckResult): result is Problem =>
  result.is === 'problem' && (result.code === NODE_AWAY || result.code === BROKER_FULL);

interface CheckOptions {
  readonly durability?: Durability;
  readonly partitions?: number;
  /** The prefix of all keys. */
  readonly prefix?: string;
  /** Called with each warning, and every few seconds while Redis does not answer. */
  readonly say?: (line: string) => void;
  /** Ends the wait between two looks. Who waits for an answer closes the connection. */
  readonly signal?: AbortSignal | undefined;
}

/** Waits until Redis answers. Rejects, with the remedy, if it would lose runs or could not keep them. */
export async function checkRedis(
  redis: RedisClient,
  { durability = 'everysec', partitions = 1, say = () => {}, prefix, signal }: CheckOptions = {},
): Promise<void> {
  insist(await reachRedis(redis, { say }), say);
  for (;;) {
    const results = await lookAt(redis, durability, partitions, prefix);
    const passing = results.find(isPassing);
    for (const result of results)
      if (!isPassing(result)) insist(result, passing === undefined ? say : () => {});
    if (passing === undefined) return;
    say(`waiting for the broker (${passing.found}). ${passing.remedy}`);
    await delay(AGAIN_AFTER_MS, undefined, signal && { signal });
  }
}

/** Tries commands only on a server that is sound otherwise. */
async function lookAt(
  redis: RedisClient,
  durability: Durability,
  partitions: number,
  prefix: string | undefined,
): Promise<readonly CheckResult[]> {
  const results = await diagnoseRedis(redis, durability, partitions, prefix);
  if (results.some(({ is }) => is === 'problem')) return results;
  return [...results, await proveCommands(redis, prefix)];
}

function insist(result: CheckResult, say: (line: string) => void): void {
  switch (result.is) {
    case 'ok':
      return;
    case 'warning':
      say(`${result.found}. ${result.remedy} (${result.code})`);
      return;
    case 'problem':
      throw new Refusal(422, result.code, `${result.found}. ${result.remedy}`);
  }
}
