import type { AskApi } from './ask.ts';

const AGENT = 'x.a';
const RUN = 'r0-000000001aaaaaaaaaaaa';
const PLAN = { agent: AGENT, arms: [{}, { maxAttempts: 5 }], assignment: 'run', metric: 'recorded' };
const plain = { 'content-type': 'text/plain' };

/** Everything that is asked about experiments, of a fleet that serves the agent `x.a`. */
export async function expectExperimentAnswers(ask: AskApi): Promise<void> {
  const start = { path: '/v1/experiments', method: 'post' } as const;
  const headers = { 'idempotency-key': 'experiment' };
  const { id = '' } = await ask({ ...start, body: PLAN, headers }, 201);
  await ask({ ...start, body: PLAN, headers }, 200);
  await ask({ ...start, body: { ...PLAN, alpha: 0.1 }, headers }, 409, 'KEY_REUSED');
  await ask({ ...start, body: PLAN }, 409, 'EXPERIMENT_RUNNING');
  await ask({ ...start, body: { ...PLAN, agent: 'x.none' } }, 404, 'AGENT_UNKNOWN');
  await ask({ ...start, body: { ...PLAN, arms: [{}, { concurrency: 5 }] } }, 422, 'EXPERIMENT_INVALID');
  await ask({ ...start, body: { ...PLAN, arms: [{}] } }, 422, 'EXPERIMENT_INVALID');
  await ask({ ...start, body: PLAN, headers: { 'idempotency-key': ' ' } }, 422, 'KEY_INVALID');

  const params = { experiment: String(id) };
  const nobody = { experiment: 'x-0000000000000000' };
  const verbs = [
    ['results', { results: [{ runId: RUN, value: 1 }] }],
    ['promote', {}],
    ['decide', { winner: 'b' }],
    ['stop', {}],
  ] as const;
  for (const [verb, body] of verbs) {
    const post = { path: `/v1/experiments/{experiment}/${verb}`, method: 'post', params } as const;
    if (verb === 'promote') await ask({ ...post, body }, 409, 'EXPERIMENT_UNDECIDED');
    else await ask({ ...post, body }, 200);
    await ask({ ...post, params: nobody, body }, 404, 'EXPERIMENT_UNKNOWN');
    await ask({ ...post, body: '{' }, 400, 'BODY_MALFORMED');
    await ask({ ...post, body: 'x'.repeat(300_000) }, 413, 'BODY_TOO_LARGE');
    await ask({ ...post, body: 'x', headers: plain }, 415, 'MEDIA_TYPE_UNSUPPORTED');
    await ask({ ...post, body: { more: 1 } }, 422, 'EXPERIMENT_INVALID');
  }
  const of = (verb: string) =>
    ({ path: `/v1/experiments/{experiment}/${verb}`, method: 'post', params }) as const;
  await ask({ ...of('results'), body: verbs[0][1] }, 409, 'EXPERIMENT_OVER');
  await ask({ ...of('decide'), body: { winner: 'a' } }, 409, 'EXPERIMENT_OVER');
  await ask({ ...of('promote'), body: {} }, 200);
  await ask({ ...start, body: '{' }, 400, 'BODY_MALFORMED');
  await ask({ ...start, body: 'x'.repeat(300_000) }, 413, 'BODY_TOO_LARGE');
  await ask({ ...start, body: 'x', headers: plain }, 415, 'MEDIA_TYPE_UNSUPPORTED');

  await ask({ path: '/v1/experiments', query: `?agent=${AGENT}` }, 200);
  await ask({ path: '/v1/experiments', query: '?x=1' }, 422, 'QUERY_INVALID');
  await ask({ path: '/v1/experiments/{experiment}', params }, 200);
  await ask({ path: '/v1/experiments/{experiment}', params: nobody }, 404, 'EXPERIMENT_UNKNOWN');
  await ask({ path: '/v1/experiments/{experiment}', params, query: '?x=1' }, 422, 'QUERY_INVALID');
}
