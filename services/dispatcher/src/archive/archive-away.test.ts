import { randomUUID } from 'node:crypto';
import { withArchivedEvents, withArchivedRuns } from '@ag06/archive';
import { MemoryObjects, ObjectError } from '@ag06/objects';
import { isUnavailable, PlanCache } from '@ag06/runtime';
import { createMemoryStore } from '@ag06/store';
import { expect, it } from '@jest/globals';
import { createMemoryApi } from '../http/testing/memory-api.ts';
import type { Parts } from '../parts.ts';
import { openArchive } from './open-archive.ts';

/** An API whose archive does not answer. */
function createAway() {
  const store = createMemoryStore();
  const objects = new MemoryObjects();
  const away = async () => {
    throw new ObjectError('OBJECTS_UNAVAILABLE', 'The archive does not answer.');
  };
  Object.assign(objects, { read: away, put: away });
  const keep = { keptMs: undefined, byStatus: new Map(), holdTag: 'hold' };
  const plans = new PlanCache(store.workflows);
  const archive = openArchive(objects, { id: 'd', store, plans, keep });
  const now = () => store.runs.now();
  const reading = withArchivedEvents(withArchivedRuns(store, archive.archive), archive.streams.archive, now);
  const carrier = { createId: randomUUID } as unknown as Parts['carrier'];
  const app = createMemoryApi(
    {},
    { store: reading, plans: new PlanCache(reading.workflows), archive, carrier },
  );
  return { app, reading };
}

it('while the archive is away, what needs it is answered 503 with Retry-After', async () => {
  const { app } = createAway();
  for (const url of ['/v1/runs', '/v1/runs/r0-000000000aaaaaaaaaaaa', '/v1/correlations/c-2']) {
    const answer = await app.inject({ method: 'GET', url });
    expect([url, answer.statusCode, answer.headers['retry-after'], answer.json().code]).toEqual([
      url,
      503,
      '1',
      'ARCHIVE_UNAVAILABLE',
    ]);
  }
});

it('while the archive is away, open runs are listed and signals are answered', async () => {
  const { app } = createAway();
  for (const url of ['/v1/runs?status=running', '/v1/runs?status=scheduled'])
    expect((await app.inject({ method: 'GET', url })).statusCode).toBe(200);
  const payload = { correlationId: 'c-2', payload: {} };
  const signal = await app.inject({ method: 'POST', url: '/v1/signals/go', payload });
  expect([signal.statusCode, signal.json().code]).toEqual([404, 'SIGNAL_UNKNOWN']);
});

it('an archive that is away is an outage, so jobs of the queues wait for it', async () => {
  const { reading } = createAway();
  const error = await reading.workflows.loadWorkflow('default', 'order', 'v9').catch((one: unknown) => one);
  expect(isUnavailable(error)).toBe(true);
});

it('while the archive is away, a stream is shown and its groups are moved within the store, and nothing is deleted', async () => {
  const { app, reading } = createAway();
  const [tenant, stream] = ['default', 'orders'];
  const events = [1, 2, 3].map((n) => ({ type: 'made', data: String(n) }));
  await reading.events.append({ tenant, stream, command: 'c', dedupeMs: 0, events });
  await reading.events.trim({ tenant, stream, before: 3, evenUnread: true });
  const shown = await app.inject({ method: 'GET', url: '/v1/streams/orders' });
  expect([shown.statusCode, shown.json().incomplete?.code]).toEqual([200, 'OBJECTS_UNAVAILABLE']);
  const reset = (payload: object) =>
    app.inject({ method: 'POST', url: '/v1/streams/orders/groups/g/reset', payload });
  expect((await reset({ after: 2 })).json()).toMatchObject({ position: 2, lag: 1 });
  for (const answer of [
    await reset({ after: 1 }),
    await app.inject({ method: 'DELETE', url: '/v1/streams/orders' }),
  ])
    expect([answer.statusCode, answer.headers['retry-after'] !== undefined, answer.json().code]).toEqual([
      503,
      true,
      'ARCHIVE_UNAVAILABLE',
    ]);
  expect(
    (await app.inject({ method: 'GET', url: '/v1/streams/orders/events?after=2' })).json().events,
  ).toHaveLength(1);
});
