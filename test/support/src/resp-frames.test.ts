import { describe, expect, test } from '@jest/globals';
import { createRandom } from './random.ts';
import { isPush, RespFrames } from './resp-frames.ts';

/** One of each shape of RESP2 and RESP3, among them empty, null, nested and attribute-carrying ones. */
const VALUES = [
  '*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$4\r\n\r\n\r\n\r\n',
  'PING\r\n',
  '+OK\r\n',
  '-ERR no\r\n',
  ':12\r\n',
  '$0\r\n\r\n',
  '$-1\r\n',
  '*0\r\n',
  '*-1\r\n',
  '*2\r\n*1\r\n:1\r\n$2\r\nab\r\n',
  '%1\r\n+a\r\n*1\r\n_\r\n',
  '~1\r\n#t\r\n',
  '>2\r\n+message\r\n$1\r\nx\r\n',
  '|1\r\n+ttl\r\n:3\r\n$1\r\nx\r\n',
  '=5\r\ntxt:a\r\n',
];

describe('RespFrames', () => {
  test('cuts a stream into its values however it is split into chunks', () => {
    const bytes = Buffer.from(VALUES.join(''));
    const random = createRandom(11);
    for (let round = 0; round < 200; round += 1) {
      const frames = new RespFrames();
      const seen: string[] = [];
      for (let at = 0; at < bytes.length; ) {
        const end = at + 1 + random.int(round % 2 === 0 ? 3 : bytes.length);
        for (const frame of frames.add(bytes.subarray(at, end))) seen.push(frame.toString());
        at = end;
      }
      expect(seen).toEqual(VALUES);
    }
  });

  test('tells a push message from a reply', () => {
    expect(isPush(Buffer.from('>1\r\n:1\r\n'))).toBe(true);
    expect(isPush(Buffer.from('*1\r\n:1\r\n'))).toBe(false);
  });
});
