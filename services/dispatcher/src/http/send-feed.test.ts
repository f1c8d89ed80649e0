import type { ServerResponse } from 'node:http';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { StoreError } from '@ag06/store';
import { expect, it } from '@jest/globals';
import { FeedOver } from '../feed/feed-over.ts';
import { sendFeed } from './send-feed.ts';

async function sendFailing(error: unknown) {
  const raw = new PassThrough();
  const reader = { id: '1', read: () => Promise.reject(error) };
  const defects: unknown[] = [];
  const end = await sendFeed(raw as unknown as ServerResponse, reader, {
    isWanted: () => true,
    endEvent: 'end',
    heartbeatMs: 1_000,
    stallMs: 1_000,
    stopping: new AbortController().signal,
    onDefect: (defect) => void defects.push(defect),
  });
  return { end, defects, sent: await text(raw) };
}

it('a feed whose store is away ends with STORE_UNAVAILABLE', async () => {
  const { end, defects, sent } = await sendFailing(new StoreError('STORE_UNAVAILABLE', 'Away.'));
  expect([end, defects]).toEqual(['STORE_UNAVAILABLE', []]);
  expect(sent).toContain('"code":"STORE_UNAVAILABLE"');
});

it('a feed that fails with an unknown error ends with INTERNAL, and the error is logged', async () => {
  const error = new TypeError('the secret cause');
  const { end, defects, sent } = await sendFailing(error);
  expect([end, defects]).toEqual(['INTERNAL', [error]]);
  expect(sent).toContain('"code":"INTERNAL"');
  expect(sent).not.toContain('secret');
});

it('a feed that is over ends with the reason', async () => {
  const { end, sent } = await sendFailing(new FeedOver());
  expect(end).toBe('STREAM_DELETED');
  expect(sent).toContain('event: end\ndata: {"code":"STREAM_DELETED"');
});
