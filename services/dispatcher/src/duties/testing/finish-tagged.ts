import type { Store } from '@ag06/store';

/** Starts a run with these tags and this input, and ends it. */
export async function finishTagged(
  store: Store,
  tags: readonly string[],
  input: string | null = null,
): Promise<string> {
  const runId = store.runs.createRunId('default', undefined);
  const listedBy = { workflow: 'w', correlationId: 'c', tags: [...tags] };
  const command = { runId, issuer: { worker: 'd', job: '', delivery: 0 } };
  await store.runs.apply({
    ...command,
    kind: 'submit',
    id: `${runId}s`,
    tenant: 'default',
    meta: JSON.stringify({ ...listedBy, version: 'v', tenant: 'default', priority: 'normal' }),
    input: JSON.stringify(input),
    listedBy,
    dedupe: undefined,
    delayMs: 0,
    timeoutMs: undefined,
    roots: [{ unit: 'a', needs: 0, mode: 'schedule', reads: [] }],
  });
  await store.runs.apply({
    ...command,
    kind: 'commit',
    id: `${runId}e`,
    guard: { on: 'run', statuses: ['running'] },
    change: { to: 'ended' },
    end: { status: 'cancelled', error: '{"code":"X","message":"x"}' },
    next: [],
    emitted: [],
    known: [],
  });
  return runId;
}
