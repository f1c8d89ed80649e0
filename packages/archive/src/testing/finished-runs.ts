import { randomUUID } from 'node:crypto';
import type { Commit, ForkedFrom, Submit } from '@ag06/protocol';
import type { Store } from '@ag06/store';

const ISSUER = { worker: 'd-1', job: '', delivery: 0 };
const TIMED_OUT = { status: 'timed_out', error: '{"code":"RUN_TIMED_OUT","message":"x"}' } as const;

interface FinishedOptions {
  readonly workflow?: string;
  readonly correlationId?: string;
  readonly tags?: readonly string[];
  readonly input?: unknown;
  readonly runId?: string;
  /** Makes it a fork with recorded effects that has these fields. */
  readonly forkFields?: ForkedFrom['fields'];
}

/** Starts a run in a store, of a workflow that need not exist, and ends it. Returns its id. */
export async function finishRun(store: Store, options: FinishedOptions = {}): Promise<string> {
  const { workflow = 'chain', correlationId = randomUUID(), tags = [], input = { n: 1 } } = options;
  const { runId = store.runs.createRunId('default', undefined), forkFields: fields } = options;
  const fork = fields && { runId: 'r0-1', seq: 1, effects: 'recorded', correlationId };
  const meta = { workflow, version: 'v1', tenant: 'default', correlationId, priority: 'normal', tags, fork };
  const submit: Submit = {
    kind: 'submit',
    id: randomUUID(),
    runId,
    issuer: ISSUER,
    tenant: 'default',
    meta: JSON.stringify(meta),
    input: JSON.stringify(input),
    listedBy: { workflow, correlationId, tags: [...tags] },
    dedupe: undefined,
    delayMs: 0,
    timeoutMs: undefined,
    ...(fields && { fork: { event: '{"from":{"runId":"r0-1","seq":1}}', presets: [], fields } }),
    roots: [{ unit: 'a', needs: 0, mode: 'schedule', reads: [] }],
  };
  await store.runs.apply(submit);
  await endRun(store, runId);
  return runId;
}

/** Ends an open run by force. */
export async function endRun(store: Store, runId: string): Promise<void> {
  const guard = { on: 'run', statuses: ['running'] } as const;
  await store.runs.apply(commitOf(runId, guard, { change: { to: 'ended' }, end: TIMED_OUT }));
}

/** Opens an ended run again. */
export async function retryRun(store: Store, runId: string): Promise<void> {
  const by = (await store.runs.loadState(runId))?.endedBy ?? '';
  await store.runs.apply(
    commitOf(runId, { on: 'ended', by }, { change: { to: 'retried', steps: ['a'], by: 'ops' } }),
  );
}

const commitOf = (
  runId: string,
  guard: Commit['guard'],
  rest: Pick<Commit, 'change'> & Partial<Commit>,
): Commit => ({
  kind: 'commit',
  id: randomUUID(),
  runId,
  issuer: ISSUER,
  guard,
  next: [],
  end: undefined,
  emitted: [],
  known: [],
  ...rest,
});
