import { readFileSync } from 'node:fs';
import { Packr, Unpackr } from 'msgpackr';
import type { RedisClient } from '../redis-client.ts';

const unpackr = new Unpackr({ useRecords: false });
const packr = new Packr({ useRecords: false, encodeUndefinedAsNil: true });

/** The library of the last release that only knew version 1 of the schema, without its comments. */
const LIBRARY = readFileSync(new URL('./library-before-parks.lua', import.meta.url), 'utf8');
const FUNCTION = /register_function\('(\w+)'/.exec(LIBRARY)?.[1] ?? '';

/** Makes a client call that library, with commands encoded as that release did: without park numbers. */
export async function withLibraryBeforeParks<Redis extends RedisClient>(redis: Redis): Promise<Redis> {
  await redis.call('FUNCTION', 'LOAD', 'REPLACE', LIBRARY);
  const callBuffer = (command: string, _: string, count: number, ...rest: (string | Buffer | number)[]) => {
    const packed = unpackr.unpack(rest[count] as Buffer) as unknown[];
    const words = packed.map((word) => (word === 'parked' ? 'blocked' : word));
    return redis.callBuffer(command, FUNCTION, count, ...rest.with(count, packr.pack(words)));
  };
  return new Proxy(redis, {
    get(target, name) {
      const member: unknown = name === 'callBuffer' ? callBuffer : Reflect.get(target, name, target);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
}
