import { randomUUID } from 'node:crypto';
import type { Plan } from '@ag06/engine';
import type { Store } from '@ag06/store';

/** Plays a run of one step `a` as a dispatcher and a worker do. Resolves with the rest of it, to be called in its turn. */
export async function submitStep(store: Store, { name, version }: Pick<Plan, 'name' | 'version'>) {
  const runId = store.runs.createRunId('default', undefined);
  const command = { runId, issuer: { worker: 'w-1', job: 'a.d1', delivery: 1 } };
  const listedBy = { workflow: name, correlationId: 'c', tags: [] };
  await store.runs.apply({
    ...command,
    kind: 'submit',
    id: randomUUID(),
    tenant: 'default',
    meta: JSON.stringify({ ...listedBy, version, tenant: 'default', priority: 'normal' }),
    input: 'null',
    listedBy,
    dedupe: undefined,
    delayMs: 0,
    timeoutMs: undefined,
    roots: [{ unit: 'a', needs: 0, mode: 'schedule', reads: [] }],
  });
  let token = 0;
  return {
    runId,
    async start() {
      const claim = { kind: 'claim', unit: 'a', attempt: 1, dispatch: 1, idle: true } as const;
      const claimed = await store.runs.apply({ ...command, ...claim, id: randomUUID(), obstacle: undefined });
      token = claimed.result === 'claimed' ? (claimed.grants[0]?.token ?? 0) : 0;
    },
    async end() {
      await store.runs.apply({
        ...command,
        kind: 'commit',
        id: randomUUID(),
        guard: { on: 'token', unit: 'a', token },
        change: { to: 'completed', output: 'null' },
        next: [],
        end: { status: 'completed', output: 'null' },
        emitted: [],
        known: [],
      });
    },
  };
}
