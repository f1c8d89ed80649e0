import { RUN_STATUSES, type RunStatus } from '@ag06/contracts';
import { type CommitAnswer, NO_MOVES } from '@ag06/protocol';
import { createMemoryStore, type RunStore, type Store } from '@ag06/store';
import { expect, it } from '@jest/globals';
import type { Parts } from '../parts.ts';
import { submitStep } from '../use-cases/testing/play-step.ts';
import { createMemoryApi } from './testing/memory-api.ts';

/** A store in which a run is `before` when it is loaded, and that answers commits so. */
function createStore(before: RunStatus, answer: CommitAnswer): Store {
  const store = createMemoryStore();
  const { runs } = store;
  const asked: Partial<RunStore> = {
    async loadSummary(runId) {
      const run = await runs.loadSummary(runId);
      const fork = { source: 'r', seq: 1, effects: 'recorded' } as const;
      return run && ({ ...run, status: before, meta: { ...run.meta, fork } } as unknown as typeof run);
    },
    apply: ((command: Parameters<RunStore['apply']>[0]) =>
      command.kind === 'commit' ? Promise.resolve(answer) : runs.apply(command)) as RunStore['apply'],
  };
  const get = (_: RunStore, key: keyof RunStore) => asked[key] ?? runs[key];
  return { ...store, runs: new Proxy(runs, { get: get as ProxyHandler<RunStore>['get'] & object }) };
}

/** Steers a run that is `before`, while others act too; the store answers so. */
async function steer(verb: string, before: RunStatus, answer: CommitAnswer) {
  const store = createStore(before, answer);
  const { runId } = await submitStep(store, { name: 'w', version: 'v' });
  const app = createMemoryApi({}, {
    store,
    carrier: { createId: () => 'c', issuer: { worker: 'd', job: '', delivery: 0 } },
    plans: { load: async () => undefined },
  } as unknown as Partial<Parts>);
  const response = await app.inject({
    method: 'POST',
    url: `/v1/runs/${runId}/${verb}`,
    headers: { host: '127.0.0.1', 'content-type': 'application/json' },
    ...(verb === 'allow' && { payload: { allow: ['x'] } }),
  });
  await app.close();
  return { status: response.statusCode, body: response.json(), runId };
}

const VERBS = ['pause', 'resume', 'allow'];
const before = (verb: string): RunStatus => (verb === 'resume' ? 'paused' : 'running');

it.each(VERBS)(
  '%s answers what the run is when its command was applied before, whatever came after it',
  async (verb) => {
    for (const status of RUN_STATUSES) {
      const { runId, ...response } = await steer(verb, before(verb), {
        ...NO_MOVES,
        result: 'repeated',
        status,
      });
      expect(response).toEqual({ status: 200, body: { runId, status } });
    }
  },
);

it.each(VERBS)('%s answers a run that ended first with 409 and its end', async (verb) => {
  for (const status of ['failed', 'cancelled', 'timed_out'] as const) {
    const answer = { result: 'refused', reason: 'terminal', status } as const;
    const response = await steer(verb, before(verb), answer);
    expect(response).toMatchObject({ status: 409, body: { code: 'RUN_ENDED' } });
    expect(response.body.detail).toContain(status);
  }
});

it.each(['resume', 'allow'])(
  '%s answers a run that waited for it and is completed as done: the reply of it was lost',
  async (verb) => {
    const answer = { result: 'refused', reason: 'terminal', status: 'completed' } as const;
    const { runId, ...response } = await steer(verb, before(verb), answer);
    expect(response).toEqual({ status: 200, body: { runId, status: 'completed' } });
    expect(await steer(verb, 'completed', answer)).toMatchObject({
      status: 409,
      body: { code: 'RUN_ENDED' },
    });
  },
);
