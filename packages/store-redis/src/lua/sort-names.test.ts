import { startRedis } from '@ag06/test-support';
import { expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { SORT_NAMES } from './sort-names.ts';

const NAMES = ['a_1', 'A1', 'a.10', 'a.2', '$', 'a', 'a-b', 'ab', 'B', 'b', 'a.b', 'aa', 'z9', 'Z9', '_'];
const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

it.each(['', 'isBytewise = false'])(
  'sorts names byte by byte, whatever the locale of Redis %s',
  async (forced) => {
    await using server = await startRedis();
    const redis = new Redis(server.url);
    const sort = `${SORT_NAMES} ${forced} local names = { unpack(ARGV) } sortNames(names) return names`;
    expect(await redis.eval(sort, 0, ...NAMES)).toEqual(NAMES.toSorted(byBytes));
    redis.disconnect();
  },
);
