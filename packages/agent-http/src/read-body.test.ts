import { PassThrough, Readable } from 'node:stream';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { readBody } from './read-body.ts';

const TEXT = Buffer.from('a page of text '.repeat(100));
const FAST = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };
const MIB = 1024 * 1024;

/** Chunks for ever, and how many of them were asked for. */
function endless(chunk: Buffer): { readonly body: Readable; readonly given: () => number } {
  let given = 0;
  const body = new Readable({
    read() {
      given++;
      this.push(chunk);
    },
  });
  return { body, given: () => given };
}

describe('a body', () => {
  it.each([
    ['as it is', undefined, TEXT],
    ['as it is, said so', 'Identity', TEXT],
    ['gzip', 'gzip', gzipSync(TEXT)],
    ['gzip by its old name', ' x-gzip ', gzipSync(TEXT)],
    ['brotli', 'br', brotliCompressSync(TEXT)],
  ])('is read: %s', async (_, encoding, sent) => {
    const read = await readBody(
      Readable.from([sent.subarray(0, 9), sent.subarray(9)]),
      encoding,
      TEXT.length,
    );
    expect(read).toEqual({ status: 'whole', bytes: TEXT });
  });

  it.each([undefined, 'gzip'])('may be empty (%s)', async (encoding) => {
    expect(await readBody(Readable.from([]), encoding, 10)).toEqual({
      status: 'whole',
      bytes: Buffer.alloc(0),
    });
  });

  it('that has no end is cut at the limit, and let go', async () => {
    const { body, given } = endless(Buffer.alloc(1024, 'x'));
    const read = await readBody(body, undefined, 10_000);
    expect(read).toEqual({ status: 'cut', bytes: Buffer.alloc(10_000, 'x') });
    expect(body.destroyed).toBe(true);
    expect(given()).toBeLessThan(100);
  });

  it.each([
    ['gzip', gzipSync(Buffer.alloc(100 * MIB), { level: 1 })],
    ['br', brotliCompressSync(Buffer.alloc(100 * MIB), FAST)],
  ])('that is a bomb (%s) costs its limit', async (encoding, bomb) => {
    const before = process.memoryUsage.rss();
    const read = await readBody(Readable.from([bomb]), encoding, MIB);
    expect(read).toMatchObject({ status: 'cut' });
    // What else the process frees and takes meanwhile is far below what the bomb would.
    expect(process.memoryUsage.rss() - before).toBeLessThan(50 * MIB);
  });

  it('that decodes to nothing for ever is cut on the wire', async () => {
    const { body } = endless(gzipSync(Buffer.alloc(0)));
    expect(await readBody(body, 'gzip', 1_000)).toMatchObject({ status: 'cut' });
    expect(body.destroyed).toBe(true);
  });

  it.each([
    ['is not what it says', 'gzip', TEXT],
    ['is not what it says', 'br', Buffer.alloc(100, 0xff)],
    ['breaks off', 'gzip', gzipSync(TEXT).subarray(0, 20)],
    ['is compressed in another way', 'deflate', TEXT],
    ['is compressed twice', 'gzip, gzip', gzipSync(gzipSync(TEXT))],
  ])('that %s (%s) cannot be decoded', async (_, encoding, sent) => {
    expect(await readBody(Readable.from([sent]), encoding, MIB)).toMatchObject({ status: 'undecodable' });
  });

  it.each([undefined, 'gzip'])('whose connection breaks rejects with that (%s)', async (encoding) => {
    const body = new PassThrough();
    const read = readBody(body, encoding, MIB);
    body.write(gzipSync(TEXT).subarray(0, 20));
    body.destroy(new Error('reset'));
    await expect(read).rejects.toThrow('reset');
  });
});
