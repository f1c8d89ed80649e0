import { SAMPLE_BOUNDS, type SampleBounds, type SampleStore, type StoredBatch } from '@ag06/store';
import type { GlobalKeys } from './keys.ts';
import type { RedisClient } from './redis-client.ts';

/** ARGV: text, most bytes, most batches. KEYS: the stream, and the count of its bytes. */
const APPEND = /* lua */ `
local bytes = redis.call('INCRBY', KEYS[2], #ARGV[1])
redis.call('XADD', KEYS[1], '*', 'b', ARGV[1])
local count = redis.call('XLEN', KEYS[1])
while bytes > tonumber(ARGV[2]) or count > tonumber(ARGV[3]) do
  local oldest = redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 1)[1]
  if not oldest then
    redis.call('SET', KEYS[2], 0)
    break
  end
  redis.call('XDEL', KEYS[1], oldest[1])
  bytes = redis.call('DECRBY', KEYS[2], #oldest[2][2])
  count = count - 1
end
return 1
`;

/**
 * ARGV: the last batch to remove, and the most batches and bytes to remove in one call. KEYS as above. Returns whether
 * there are more.
 */
const TRIM = /* lua */ `
local bytes, count = 0, 0
local more = 1
while count < tonumber(ARGV[2]) and bytes < tonumber(ARGV[3]) do
  local oldest = redis.call('XRANGE', KEYS[1], '-', ARGV[1], 'COUNT', 1)[1]
  if not oldest then
    more = 0
    break
  end
  redis.call('XDEL', KEYS[1], oldest[1])
  bytes, count = bytes + #oldest[2][2], count + 1
end
if count > 0 and redis.call('DECRBY', KEYS[2], bytes) < 0 or redis.call('XLEN', KEYS[1]) == 0 then
  redis.call('SET', KEYS[2], 0)
end
return more
`;
/** The limits of one script call, which blocks Redis. */
const TRIM_AT_ONCE = { batches: 100, bytes: 1_000_000 };

const CURSOR = /^\d{1,15}-\d{1,15}$/;

/** A stream of batches, whose ids are the cursors and tell their time, and a count of its bytes. */
export class RedisSampleStore implements SampleStore {
  readonly #redis: RedisClient;
  readonly #keys: GlobalKeys;
  readonly #bounds: SampleBounds;

  constructor(redis: RedisClient, keys: GlobalKeys, bounds = SAMPLE_BOUNDS) {
    this.#redis = redis;
    this.#keys = keys;
    this.#bounds = bounds;
  }

  async append(text: string): Promise<void> {
    const { maxBytes, maxBatches } = this.#bounds;
    const { samples, sampleBytes } = this.#keys;
    await this.#redis.eval(APPEND, 2, samples, sampleBytes, text, maxBytes, maxBatches);
  }

  async read(after: string | undefined, limit: number): Promise<readonly StoredBatch[]> {
    const from = after !== undefined && CURSOR.test(after) ? `(${after}` : '-';
    const entries = await this.#redis.xrange(this.#keys.samples, from, '+', 'COUNT', limit);
    return entries.map(([cursor, fields]) => ({
      cursor,
      at: Number(cursor.split('-')[0]),
      text: fields[1] ?? '',
    }));
  }

  async trim(upto: string): Promise<void> {
    if (!CURSOR.test(upto)) return;
    const { samples, sampleBytes } = this.#keys;
    const { batches, bytes } = TRIM_AT_ONCE;
    let hasMore = true;
    while (hasMore)
      hasMore = (await this.#redis.eval(TRIM, 2, samples, sampleBytes, upto, batches, bytes)) === 1;
  }
}
