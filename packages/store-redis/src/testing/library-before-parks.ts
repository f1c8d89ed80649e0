import { readFileSync } from 'node:fs';
import { Packr, Unpackr } from 'msgpackr';
import type { RedisClient } from '../redis-client.ts';

const unpackr = new Unpackr({ useRecords: false });
const packr = new Packr({ useRecords: false, encodeUndefinedAsNil: true });

/** The library of the last release that only knew version 1 of the schema, without its comments. */
const LIBRARY = readFileSync(new URL('./library-before-parks.lua', import.meta.url), 'utf8');
const FUNCTION = /register_function\('(\w+)'/.exec(LIBRARY)?.[1] ?? '';

/** Among the keys of a call: the timers of units, which it did not know. */
const DUE = 2;

/** Calls that library in place of ours, as its own encoder did: it knew a guard of what is blocked, and no number. */
export async function withLibraryBeforeParks<Redis extends RedisClient>(redis: Redis): Promise<Redis> {
  await redis.call('FUNCTION', 'LOAD', 'REPLACE', LIBRARY);
  const callBuffer = (command: string, _: string, count: number, ...rest: (string | Buffer | number)[]) => {
    const packed = unpackr.unpack(rest[count] as Buffer) as unknown[];
    const words = packed.map((word) => (word === 'parked' ? 'blocked' : word));
    const known = rest.with(count, packr.pack(words)).toSpliced(DUE, 1);
    return redis.callBuffer(command, FUNCTION, count - 1, ...known);
  };
  return new Proxy(redis, {
    get(target, name) {
      const member: unknown = name === 'callBuffer' ? callBuffer : Reflect.get(target, name, target);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
}
