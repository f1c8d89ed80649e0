import { until } from '@ag06/test-support';
import { expect, it } from '@jest/globals';
import { toPieces } from './export-output.ts';

const LARGE = { bytes: 3, sha256: 'x' };

it('an export ends when the store answers no longer, and waits for no read that is under way', async () => {
  const unanswered = Promise.withResolvers<never>();
  async function* read(): AsyncIterable<Uint8Array> {
    yield Buffer.from('one');
    await unanswered.promise;
  }
  const lines = toPieces({ read }, 'r0-1', LARGE);
  expect(await lines.next()).toMatchObject({ value: expect.stringContaining('"text":"one"') });
  await expect(lines.next()).rejects.toMatchObject({ status: 503, code: 'STORE_UNAVAILABLE' });
  unanswered.reject(new Error('the store is gone'));
});

it('an export that is given up closes the large output that it reads', async () => {
  let isClosed = false;
  async function* read(): AsyncIterable<Uint8Array> {
    try {
      yield Buffer.from('one');
      yield Buffer.from('two');
    } finally {
      isClosed = true;
    }
  }
  const lines = toPieces({ read }, 'r0-1', LARGE);
  await lines.next();
  await lines.return();
  await until(() => isClosed);
});
