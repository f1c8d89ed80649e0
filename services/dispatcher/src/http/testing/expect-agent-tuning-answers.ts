import { createTuner } from '@ag06/tuning';
import type { AskApi } from './ask.ts';

const AGENT = 'x.a';
const headers = { 'content-type': 'text/plain' };
const params = { agent: AGENT };
const nobody = { agent: 'x.none' };

/** Writes the first version of a shared document. */
type PutDocument = (kind: string, name: string, value: object) => Promise<unknown>;

const decision = (number: number, version: number | null) => ({
  number,
  at: 1,
  mode: version === null ? 'shadow' : 'live',
  version,
  reason: 'PROBE',
  from: { concurrency: 10 },
  to: { concurrency: 12 },
  evidence: {},
  prediction: null,
  result: null,
  before: 1,
  after: null,
  sentence: 'x.a: concurrency 10 -> 12.',
  undo: null,
});

/** Writes what an optimizer would have told and kept of the agent `x.a`. */
async function prepare(put: PutDocument): Promise<void> {
  const state = {
    at: 1,
    leader: 'o-1',
    fence: 1,
    mode: 'shadow',
    frozen: null,
    static: { concurrency: 10 },
    wanted: {},
    objective: { attemptCost: 0.1, replicaCostPerSec: 0, deadlineS: null, onTimeValue: 2 },
    creditS: null,
    valuePerSec: null,
    predictedPerSec: null,
    standing: [{ setting: null, reason: 'SHADOW', sentence: 'Its mode is shadow.' }],
    decisions: [decision(1, 3), decision(2, null)],
  };
  await put('tuning-state', AGENT, state);
  const learner = createTuner({ agent: AGENT, bounds: {}, static: {} }).export();
  await put('model', `agent:${AGENT}`, { learner });
}

/** Everything that is asked about the tuning of the agent `x.a`, whose settings are published. */
export async function expectAgentTuningAnswers(ask: AskApi, put: PutDocument): Promise<void> {
  const model = { path: '/v1/tuning/{agent}/model', params } as const;
  await ask({ path: '/v1/tuning/{agent}', params }, 200);
  await ask(model, 404, 'MODEL_UNKNOWN');
  await prepare(put);
  for (const path of ['/v1/tuning/{agent}', '/v1/tuning/{agent}/history', '/v1/tuning/{agent}/model']) {
    await ask({ path, params }, 200);
    await ask({ path, params: nobody }, 404, 'AGENT_UNKNOWN');
    await ask({ path, params, query: '?more=1' }, 422, 'QUERY_INVALID');
  }
  const learner = createTuner({ agent: AGENT, bounds: {}, static: {} }).export();
  const imported = { schema: 1, agent: AGENT, keptAt: '2026-01-02T03:04:05.678Z', model: learner };
  const puts = [
    [
      { path: '/v1/tuning/{agent}/policy', method: 'put' },
      { mode: 'live', lock: ['concurrency'], isFrozen: true },
    ],
    [{ path: '/v1/tuning/{agent}/apply', method: 'post' }, { decision: 2 }],
    [{ path: '/v1/tuning/{agent}/rollback', method: 'post' }, { settings: ['concurrency'] }],
    [{ path: '/v1/tuning/{agent}/model', method: 'put' }, imported],
  ] as const;
  for (const [route, body] of puts) {
    await ask({ ...route, params, body }, 200);
    await ask({ ...route, params: nobody, body }, 404, 'AGENT_UNKNOWN');
    await ask({ ...route, params, body: '{' }, 400, 'BODY_MALFORMED');
    await ask({ ...route, params, body: 'x'.repeat(1_100_000) }, 413, 'BODY_TOO_LARGE');
    await ask({ ...route, params, body: 'x', headers }, 415, 'MEDIA_TYPE_UNSUPPORTED');
    const invalid = route.path.endsWith('model') ? 'MODEL_INVALID' : 'TUNING_INVALID';
    await ask({ ...route, params, body: { more: 1 } }, 422, invalid);
  }
  await ask({ ...puts[1][0], params, body: { decision: 9 } }, 404, 'DECISION_UNKNOWN');
  await ask({ ...puts[2][0], params, body: { decision: 2 } }, 404, 'DECISION_UNKNOWN');
  await ask({ ...model, method: 'put', body: { ...imported, model: {} } }, 422, 'MODEL_INVALID');
}
