import { randomUUID } from 'node:crypto';
import { withArchivedRuns } from '@ag06/archive';
import { compile } from '@ag06/engine';
import { MemoryObjects } from '@ag06/objects';
import type { RunEnd } from '@ag06/protocol';
import { PlanCache } from '@ag06/runtime';
import { createMemoryStore, type Store } from '@ag06/store';
import { describe, expect, it } from '@jest/globals';
import { createMemoryApi } from '../http/testing/memory-api.ts';
import type { Parts } from '../parts.ts';
import { openArchive } from './open-archive.ts';

const COMPLETED: RunEnd = { status: 'completed', output: '"whole"' };
const FAILED: RunEnd = { status: 'failed', error: '{"code":"X","message":"x"}' };
const ISSUER = { worker: 'd-1', job: '', delivery: 0 };
const DEFINITION = { name: 'order', steps: { a: { agent: 'x.a', with: { n: '${input.n}' } } } };

/** A store, its archive, and the API that reads both. */
async function createArchived() {
  const store = createMemoryStore();
  const compiled = compile(DEFINITION);
  if (!compiled.ok) throw new Error('The test’s definition does not compile.');
  const { version } = compiled.plan;
  await store.workflows.saveWorkflow('default', {
    name: 'order',
    version,
    definition: JSON.stringify(DEFINITION),
  });
  const archive = openArchive(new MemoryObjects(), {
    id: 'd',
    store,
    plans: new PlanCache(store.workflows),
    keep: { keptMs: undefined, byStatus: new Map(), holdTag: 'hold' },
  });
  const reading = withArchivedRuns(store, archive.archive);
  const carrier = { createId: randomUUID } as unknown as Parts['carrier'];
  const app = createMemoryApi(
    {},
    { store: reading, plans: new PlanCache(reading.workflows), archive, carrier },
  );
  const ask = async (url: string, method: 'GET' | 'POST' = 'GET') => {
    const answer = await app.inject({ method, url, ...(method === 'POST' && { payload: {} }) });
    return { status: answer.statusCode, body: answer.json() };
  };
  const archiveAll = async () => {
    const due = await store.runs.listFinished(-60_000, 1_000, 0);
    await archive.work.archive(due.map(({ runId }) => runId));
  };
  return { store, version, ask, archiveAll };
}

async function finish(
  store: Store,
  version: string,
  correlationId: string,
  end = COMPLETED,
): Promise<string> {
  const runId = store.runs.createRunId('default', undefined);
  const listedBy = { workflow: 'order', correlationId, tags: ['blue'] };
  const meta = { ...listedBy, version, tenant: 'default', priority: 'normal' };
  const command = { runId, issuer: ISSUER };
  await store.runs.apply({
    ...command,
    kind: 'submit',
    id: randomUUID(),
    tenant: 'default',
    meta: JSON.stringify(meta),
    input: '{"n":7}',
    listedBy,
    dedupe: undefined,
    delayMs: 0,
    timeoutMs: undefined,
    roots: [{ unit: 'a', needs: 0, mode: 'schedule', reads: [] }],
  });
  const claim = { ...command, kind: 'claim', id: randomUUID(), unit: 'a', attempt: 1, dispatch: 1 } as const;
  const claimed = await store.runs.apply({ ...claim, idle: true, obstacle: undefined });
  const token = claimed.result === 'claimed' ? claimed.grants[0]?.token : undefined;
  await store.runs.apply({
    ...command,
    kind: 'commit',
    id: randomUUID(),
    guard: { on: 'token', unit: 'a', token: token ?? 0 },
    change: { to: 'completed', output: '{"done":true}' },
    next: [],
    end,
    emitted: [],
    known: [],
  });
  return runId;
}

describe('archived runs', () => {
  it('are answered by every route as they were before, and marked', async () => {
    const { store, version, ask, archiveAll } = await createArchived();
    const runId = await finish(store, version, 'c-1');
    const paths = [
      `/v1/runs/${runId}`,
      `/v1/runs/${runId}/result`,
      `/v1/runs/${runId}/events`,
      `/v1/runs/${runId}/steps/a`,
      `/v1/runs/${runId}/tree`,
      `/v1/runs/${runId}/explain`,
      '/v1/runs?correlationId=c-1',
      '/v1/runs?tag=blue&status=completed',
    ];
    const before = await Promise.all(paths.map((path) => ask(path)));
    for (const { status } of before) expect(status).toBe(200);
    await archiveAll();
    expect(await store.runs.loadSummary(runId)).toBeUndefined();
    for (const [i, path] of paths.entries())
      expect(withoutMark(await ask(path))).toEqual(withoutMark(before[i]));
    expect((await ask(`/v1/runs/${runId}`)).body).toMatchObject({ archived: true, output: 'whole' });
    expect((await ask('/v1/runs?workflow=order')).body.items).toMatchObject([{ runId, archived: true }]);
  });

  it('are listed among those of the store in one order, page by page, each once', async () => {
    const { store, version, ask, archiveAll } = await createArchived();
    const all: string[] = [];
    for (let i = 0; i < 5; i++) {
      all.push(await finish(store, version, `c-${i}`), await finish(store, version, `c-${i}`));
      if (i < 4) await archiveAll();
    }
    const seen: string[] = [];
    let cursor = '';
    for (;;) {
      const { body } = await ask(`/v1/runs?limit=3${cursor}`);
      seen.push(...body.items.map(({ runId }: { runId: string }) => runId));
      if (body.next === undefined) break;
      cursor = `&cursor=${body.next}`;
    }
    const times = new Map(
      (await ask('/v1/runs?limit=100')).body.items.map((run: { runId: string; createdAt: string }) => [
        run.runId,
        run.createdAt,
      ]),
    );
    expect(seen.toSorted()).toEqual(all.toSorted());
    expect(seen.map((id) => times.get(id))).toEqual(
      seen
        .map((id) => times.get(id))
        .toSorted()
        .reverse(),
    );
  });

  it('cannot be retried, and say how to go on', async () => {
    const { store, version, ask, archiveAll } = await createArchived();
    const runId = await finish(store, version, 'c-1', FAILED);
    await archiveAll();
    const answer = await ask(`/v1/runs/${runId}/retry`, 'POST');
    expect(answer).toMatchObject({ status: 409, body: { code: 'RUN_NOT_RETRYABLE' } });
    expect(answer.body.detail).toContain('archive');
    expect((await ask('/v1/runs/r0-000000000aaaaaaaaaaaa')).status).toBe(404);
  });
});

const withoutMark = (answer: unknown): unknown =>
  JSON.parse(JSON.stringify(answer, (key, value) => (key === 'archived' ? undefined : value)));
