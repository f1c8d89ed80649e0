import { ITEMS_PER_CHUNK } from '@ag06/contracts';
import { type ItemRecord, readItem, type StoredItem } from '@ag06/store';
import type { RedisClient } from './redis-client.ts';

/** Loads the outcomes of the items `from` to `from + limit - 1`, as far as they exist. Each is a field of the hash. */
export async function loadItems(
  redis: RedisClient,
  itemsKey: string,
  runId: string,
  step: string,
  from: number,
  limit: number,
): Promise<ItemRecord[]> {
  const fields = Array.from({ length: limit }, (_, i) => `${step}.${from + i}`);
  const texts = await redis.hmget(itemsKey, ...fields);
  return texts.flatMap((text, i) =>
    typeof text === 'string' ? readItem(runId, step, parseItem(from + i, text)) : [],
  );
}

/** Loads the value of one item: a line of its chunk of the list. */
export async function loadItemValue(
  redis: RedisClient,
  itemsKey: string,
  step: string,
  item: number,
): Promise<string | undefined> {
  const chunk = await redis.hget(itemsKey, `${step}#${Math.floor(item / ITEMS_PER_CHUNK)}`);
  return chunk?.split('\n')[item % ITEMS_PER_CHUNK];
}

/** Splits `status|attempt|result`, as `lua/lanes.ts` writes it. */
function parseItem(item: number, text: string): StoredItem {
  const attemptAt = text.indexOf('|') + 1;
  const resultAt = text.indexOf('|', attemptAt) + 1;
  return {
    item,
    status: text.slice(0, attemptAt - 1),
    attempt: text.slice(attemptAt, resultAt - 1),
    result: text.slice(resultAt),
  };
}
