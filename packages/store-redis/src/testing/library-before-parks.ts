import { readFileSync } from 'node:fs';
import { Packr, Unpackr } from 'msgpackr';
import type { RedisClient } from '../redis-client.ts';

const unpackr = new Unpackr({ useRecords: false });
const packr = new Packr({ useRecords: false, encodeUndefinedAsNil: true });

/** The library of the last release that only knew version 1 of the schema, without its comments. */
const LIBRARY = readFileSync(new URL('./library-before-parks.lua', import.meta.url), 'utf8');
const FUNCTION = /register_function\('(\w+)'/.exec(LIBRARY)?.[1] ?? '';

/** Places among the keys of a call that it did not know, the last first: the approvals, and the timers of units. */
const UNKNOWN_KEYS = [6, 2];

/** Where a command says whether its run is a fork and has a parent, or how many messages it sends; the last first. */
const ADDED: ReadonlyMap<unknown, readonly number[]> = new Map([
  ['submit', [18, 15]],
  ['commit', [23]],
]);

/** Takes what was added out of each command; commands begin with their size and kind. */
function withoutEntries(packed: readonly unknown[]): unknown[] {
  const words: unknown[] = [];
  for (let at = 0; at < packed.length; at += Number(packed[at])) {
    const command = packed.slice(at, at + Number(packed[at]));
    const added = ADDED.get(command[1]) ?? [];
    const known = added.reduce((all, place) => all.toSpliced(place, 1), command);
    // It knew whether there is a third key, not how many there are.
    words.push(known.length, known[1], known[2] !== 0, ...known.slice(3));
  }
  return words;
}

/** Makes a client call that library, with commands encoded as that release did: without park numbers and messages. */
export async function withLibraryBeforeParks<Redis extends RedisClient>(redis: Redis): Promise<Redis> {
  await redis.call('FUNCTION', 'LOAD', 'REPLACE', LIBRARY);
  const callBuffer = (command: string, _: string, count: number, ...rest: (string | Buffer | number)[]) => {
    const packed = unpackr.unpack(rest[count] as Buffer) as unknown[];
    const words = withoutEntries(packed).map((word) => (word === 'parked' ? 'blocked' : word));
    const translated = rest.with(count, packr.pack(words));
    const known = UNKNOWN_KEYS.reduce((all, place) => all.toSpliced(place, 1), translated);
    return redis.callBuffer(command, FUNCTION, count - UNKNOWN_KEYS.length, ...known);
  };
  return new Proxy(redis, {
    get(target, name) {
      const member: unknown = name === 'callBuffer' ? callBuffer : Reflect.get(target, name, target);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
}
