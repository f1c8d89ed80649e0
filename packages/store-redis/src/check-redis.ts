import { setTimeout as delay } from 'node:timers/promises';
import { Refusal } from '@ag06/contracts';
import type { CheckResult, Durability } from '@ag06/store';
import { diagnoseRedis, NODE_AWAY } from './checks/diagnose-redis.ts';
import { reachRedis } from './checks/reach-redis.ts';
import type { RedisClient } from './redis-client.ts';

/** A replica takes over within seconds. */
const NODE_AGAIN_AFTER_MS = 1_000;

export interface CheckOptions {
  readonly durability?: Durability;
  /** Told of warnings, and every few seconds that Redis is still waited for. */
  readonly say?: (line: string) => void;
}

/** Waits until Redis answers, then refuses one on which runs would be lost or could not be kept, with the remedy. */
export async function checkRedis(
  redis: RedisClient,
  { durability = 'everysec', say = () => {} }: CheckOptions = {},
): Promise<void> {
  insist(await reachRedis(redis, { say }), say);
  for (;;) {
    const results = await diagnoseRedis(redis, durability);
    const away = results.find((result) => result.is === 'problem' && result.code === NODE_AWAY);
    if (away === undefined) {
      for (const result of results) insist(result, say);
      return;
    }
    say(`waiting for the broker (${away.found})`);
    await delay(NODE_AGAIN_AFTER_MS);
  }
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
