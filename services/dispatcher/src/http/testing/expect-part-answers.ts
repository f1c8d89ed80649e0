import { type AskApi, NOBODY } from './ask.ts';

/** What `seedAnswers` and `beat` leave, and a name that nothing has. */
const PARTS = [
  ['/v1/workers/{id}', 'id', 'w-2', 'WORKER_UNKNOWN'],
  ['/v1/agents/{name}', 'name', 'x.a', 'AGENT_UNKNOWN'],
  ['/v1/queues/{queue}', 'queue', 'ag06.submissions', 'QUEUE_UNKNOWN'],
  ['/v1/queues/{queue}', 'queue', 'agent.x.a', 'QUEUE_UNKNOWN'],
  ['/v1/breakers/{dependency}', 'dependency', 'shop', 'BREAKER_UNKNOWN'],
  ['/v1/pauses/{pause}', 'pause', 'fleet', 'PAUSE_UNKNOWN'],
  ['/v1/pauses/{pause}', 'pause', 'agent:x.a', 'PAUSE_UNKNOWN'],
] as const;

/** Every answer about one part of the fleet, by its name. */
export async function expectPartAnswers(ask: AskApi): Promise<void> {
  for (const [path, param, known, code] of PARTS) {
    await ask({ path, params: { [param]: known } }, 200);
    await ask({ path, params: { [param]: known }, query: '?x=1' }, 422, 'QUERY_INVALID');
    await ask({ path, params: { [param]: 'no-such-name' } }, 404, code);
  }
  const pause = { path: '/v1/pauses/{pause}' } as const;
  await ask({ ...pause, params: { pause: 'agent:no-such-name' } }, 404, 'AGENT_UNKNOWN');
  await ask({ ...pause, params: { pause: 'workflow:no-such-name' } }, 404, 'WORKFLOW_UNKNOWN');
}

/** Every answer about workers that are to drain: `w-2` takes the word, `w-1` is of an older release. */
export async function expectDrainAnswers(ask: AskApi): Promise<void> {
  const drain = { path: '/v1/workers/{id}/drain', method: 'post' } as const;
  await ask({ ...drain, params: NOBODY }, 404, 'WORKER_UNKNOWN');
  await ask({ ...drain, params: { id: 'w-1' } }, 409, 'WORKER_NOT_DRAINABLE');
  for (const status of [202, 200]) await ask({ ...drain, params: { id: 'w-2' } }, status);
  await ask({ ...drain, params: { id: 'w-2' }, query: '?x=1' }, 422, 'QUERY_INVALID');
}
