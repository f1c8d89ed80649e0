import { randomUUID } from 'node:crypto';
import { withArchivedRuns } from '@ag06/archive';
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
  objects.read = async () => {
    throw new ObjectError('OBJECTS_UNAVAILABLE', 'The archive does not answer.');
  };
  const keep = { keptMs: undefined, byStatus: new Map(), holdTag: 'hold' };
  const plans = new PlanCache(store.workflows);
  const archive = openArchive(objects, { id: 'd', store, plans, keep });
  const reading = withArchivedRuns(store, archive.archive);
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
