import type { AskApi } from './ask.ts';

/** Changes the settings of the agent `x.a`. */
export async function expectTuningAnswers(ask: AskApi): Promise<void> {
  const set = { path: '/v1/tuning/{agent}', method: 'put', params: { agent: 'x.a' } } as const;
  const turn = { path: '/v1/tuning', method: 'put' } as const;
  const headers = { 'content-type': 'text/plain' };
  await ask({ ...set, body: { settings: { concurrency: 2 } } }, 200);
  await ask({ ...turn, body: { isStatic: true } }, 200);
  const freeze = { path: '/v1/tuning/freeze', method: 'post' } as const;
  const unfreeze = { path: '/v1/tuning/unfreeze', method: 'post' } as const;
  await ask({ ...freeze, body: { reason: 'sale' } }, 200);
  await ask({ ...unfreeze, body: {} }, 200);
  for (const put of [set, turn, freeze, unfreeze]) {
    await ask({ ...put, body: '{' }, 400, 'BODY_MALFORMED');
    await ask({ ...put, body: 'x'.repeat(1_100_000) }, 413, 'BODY_TOO_LARGE');
    await ask({ ...put, body: 'x', headers }, 415, 'MEDIA_TYPE_UNSUPPORTED');
    await ask({ ...put, body: { more: 1 } }, 422, 'TUNING_INVALID');
  }
  await ask({ ...set, params: { agent: 'x.none' }, body: { settings: {} } }, 404, 'AGENT_UNKNOWN');
  await ask({ path: '/v1/tuning' }, 200);
  await ask({ path: '/v1/agents' }, 200);
  await ask({ path: '/v1/figures' }, 200);
  await ask({ path: '/v1/figures', query: '?x=1' }, 422, 'QUERY_INVALID');
}
