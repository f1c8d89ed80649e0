import { type LogMoment, type RunEvent, toRfc3339 } from '@ag06/contracts';
import { compile, type Plan } from '@ag06/engine';
import type { RunSummary } from '@ag06/store';
import { describe, expect, it } from '@jest/globals';
import type { Parts } from '../../parts.ts';
import { exportRun } from './export-run.ts';
import { LogFolds } from './log-folds.ts';
import { showState } from './show-state.ts';

const DEFINITION = {
  name: 'p',
  steps: {
    a: { agent: 'x.a', retry: { maxAttempts: 2 } },
    b: { signal: 'go', needs: ['a'], timeout: '1h' },
    c: { agent: 'x.c', forEach: '${steps.b.output}', needs: ['b'] },
  },
};
const compiled = compile(DEFINITION);
if (!compiled.ok) throw new Error('The plan of the test does not compile.');
const { plan } = compiled;

const T = Date.parse('2026-11-28T09:00:00.000Z');
const ERROR = { code: 'X', message: 'x' };
const LOG = [
  { type: 'run.accepted', at: T, input: { n: 1 } },
  { type: 'run.started', at: T },
  { type: 'step.scheduled', at: T, step: 'a', attempt: 1 },
  { type: 'step.started', at: T + 1_000, step: 'a', attempt: 1, worker: 'w' },
  { type: 'step.retrying', at: T + 2_000, step: 'a', attempt: 1, error: ERROR, dueAt: T + 5_000 },
  { type: 'run.paused', at: T + 3_000 },
  { type: 'run.resumed', at: T + 4_000 },
  { type: 'step.started', at: T + 5_000, step: 'a', attempt: 2, worker: 'w' },
  { type: 'step.completed', at: T + 6_000, step: 'a', attempt: 2, output: 1 },
  { type: 'step.waiting', at: T + 6_000, step: 'b', attempt: 1, reason: 'signal:go', dueAt: T + 9_000_000 },
  { type: 'signal.received', at: T + 7_000, name: 'go', key: 'k', payload: [1, 2] },
  { type: 'signal.consumed', at: T + 7_000, step: 'b', name: 'go', key: 'k' },
  { type: 'step.completed', at: T + 7_000, step: 'b', attempt: 1, output: [1, 2] },
  { type: 'step.started', at: T + 8_000, step: 'c', attempt: 1, items: 2 },
  { type: 'item.started', at: T + 8_000, step: 'c', item: 0, attempt: 1 },
  { type: 'item.completed', at: T + 9_000, step: 'c', item: 0, attempt: 1, output: 1 },
  { type: 'item.started', at: T + 9_000, step: 'c', item: 1, attempt: 1 },
  { type: 'item.completed', at: T + 10_000, step: 'c', item: 1, attempt: 1, output: 1 },
  { type: 'step.completed', at: T + 10_000, step: 'c', attempt: 1, items: 2, failed: 0 },
  { type: 'run.completed', at: T + 10_000, output: [1, 1] },
].map((event, i) => ({ seq: i + 1, ...event })) as RunEvent[];

const RUN: RunSummary = {
  runId: 'r0-1',
  meta: { workflow: 'p', version: 'v', tenant: 'default', correlationId: 'c', priority: 'normal', tags: [] },
  status: 'completed',
  createdAt: T,
  finishedAt: T + 10_000,
};

function createHistory(known: Plan | null = plan) {
  const asked: number[] = [];
  const store = {
    runs: {
      loadSummary: async () => RUN,
      loadLogPage: async (_: string, after: number, limit: number) => {
        asked.push(after);
        const events = LOG.slice(after, after + limit);
        return { events, bytes: 0, more: after + limit < LOG.length };
      },
      now: async () => T,
    },
    workflows: { loadWorkflow: async () => ({ definition: JSON.stringify(DEFINITION) }) },
  };
  const parts = { store, plans: { load: async () => known ?? undefined } } as unknown as Parts;
  const folds = new LogFolds({ page: 4, every: 8, events: 12 });
  const at = (moment: LogMoment) =>
    showState(parts, folds, { tenant: 'default', runId: 'r0-1', moment }, new AbortController().signal);
  return { parts, at, asked };
}

describe('the state of a run at a moment', () => {
  const { at } = createHistory();

  it('has its status, steps and waits of then', async () => {
    expect(await at({ seq: 5 })).toMatchObject({
      status: 'running',
      input: { n: 1 },
      seq: 5,
      at: toRfc3339(T + 2_000),
      steps: {
        a: { status: 'retrying', attempt: 2, waitsFor: { reason: 'backoff', until: toRfc3339(T + 5_000) } },
        b: { status: 'pending', attempt: 0, waitsFor: { reason: 'dependencies', steps: ['a'] } },
      },
    });
    expect(await at({ seq: 6 })).toMatchObject({ status: 'paused' });
    const waiting = await at({ at: T + 6_500 });
    expect(waiting).toMatchObject({
      status: 'waiting',
      seq: 10,
      steps: { b: { status: 'waiting', waitsFor: { reason: 'signal', signal: 'go' } } },
    });
    expect(waiting).not.toHaveProperty('finishedAt');
    expect(waiting).not.toHaveProperty('output');
  });

  it('counts items, and has the output of a run that had ended', async () => {
    expect((await at({ seq: 17 })).steps.c).toMatchObject({
      status: 'running',
      items: { total: 2, completed: 1, failed: 0, running: 1 },
    });
    expect(await at({ seq: 19 })).not.toHaveProperty('output');
    const end = { status: 'completed', output: [1, 1], seq: 20, finishedAt: toRfc3339(T + 10_000) };
    expect(await at('end')).toMatchObject(end);
    expect(await at({ seq: 1_000 })).toMatchObject(end);
  });

  it('is refused for a moment before the run', async () => {
    await expect(at({ at: T - 1 })).rejects.toMatchObject({ code: 'RUN_NOT_YET', status: 404 });
  });

  it('says that steps are unknown whose definition the store has lost', async () => {
    const lost = await createHistory(null).at({ seq: 9 });
    expect(lost.unknown).toHaveLength(1);
    expect(Object.keys(lost.steps)).toEqual(['a']);
  });
});

describe('the fold of a long log', () => {
  it('is done by several requests, each of which goes on where the one before gave up', async () => {
    const { at, asked } = createHistory();
    await expect(at('end')).rejects.toMatchObject({
      code: 'STATE_PENDING',
      status: 503,
      retryAfterMs: 1_000,
    });
    expect(asked).toEqual([0, 4, 8]);
    asked.length = 0;
    expect(await at('end')).toMatchObject({ seq: 20 });
    expect(asked).toEqual([12, 16, 0]);
  });

  it('begins at the nearest fold that was kept, for any moment', async () => {
    const { at, asked } = createHistory();
    await at({ seq: 11 });
    asked.length = 0;
    expect(await at({ seq: 9 })).toMatchObject({ seq: 9, steps: { a: { status: 'completed' } } });
    expect(asked).toEqual([8, 0]);
    asked.length = 0;
    expect(await at({ at: T + 8_500 })).toMatchObject({ seq: 15, steps: { c: { status: 'running' } } });
    expect(asked).toEqual([11, 15, 0]);
  });
});

describe('the export of a run', () => {
  it('has a head, each event, and an end', async () => {
    let text = '';
    for await (const piece of await exportRun(createHistory().parts, 'default', 'r0-1')) text += piece;
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines[0]).toMatchObject({ format: 'ag06.run-history', formatVersion: 1, definition: DEFINITION });
    expect(lines[1]).toEqual({ seq: 1, type: 'run.accepted', at: toRfc3339(T), input: { n: 1 } });
    expect(lines.slice(1, -1)).toHaveLength(LOG.length);
    expect(lines.at(-1)).toEqual({ end: { events: LOG.length } });
  });
});
