import { expect, it } from '@jest/globals';
import { StoreError } from '../store-error.ts';
import { brokenRecord } from './broken-record.ts';
import { readAgainIfGone } from './read-stream-event.ts';

/** A read that finds this cause as often as it is told. */
function createRead(times: number, code: 'BLOB_UNKNOWN' | 'BLOB_BROKEN') {
  const state = { reads: 0 };
  const read = async () => {
    if (++state.reads > times) return 'page';
    throw brokenRecord('stream s', 'event 1', 'it is gone', new StoreError(code, 'It is gone.'));
  };
  return { state, read };
}

it('a page whose large data goes between two reads, because its events are trimmed, is read again some times', async () => {
  expect(await readAgainIfGone(createRead(4, 'BLOB_UNKNOWN').read)).toBe('page');
  const missing = createRead(100, 'BLOB_UNKNOWN');
  await expect(readAgainIfGone(missing.read)).rejects.toMatchObject({ code: 'STORE_RECORD_INVALID' });
  expect(missing.state.reads).toBe(5);
});

it('a page with an event that is broken is read once', async () => {
  const broken = createRead(100, 'BLOB_BROKEN');
  await expect(readAgainIfGone(broken.read)).rejects.toMatchObject({ code: 'STORE_RECORD_INVALID' });
  expect(broken.state.reads).toBe(1);
});
