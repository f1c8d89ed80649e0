import { until } from '@ag06/test-support';
import type { AskApi } from './ask.ts';

/** Every answer about how many workers the agent `x.a` should have. */
export async function expectScaleAnswers(ask: AskApi, url: string): Promise<void> {
  // The first reading follows the start.
  await until(async () => (await fetch(`${url}/v1/scale/x.a`)).status === 200);
  const list = { path: '/v1/scale' } as const;
  const one = { path: '/v1/scale/{agent}', params: { agent: 'x.a' } } as const;
  await ask(list, 200);
  await ask({ ...list, query: '?agent=x.a&min=0&max=3' }, 200);
  await ask({ ...list, query: '?agent=x.none' }, 404, 'AGENT_UNKNOWN');
  await ask({ ...one, query: '?min=0&max=3&bootSeconds=5&coolDownSeconds=0' }, 200);
  await ask({ ...one, params: { agent: 'x.none' } }, 404, 'AGENT_UNKNOWN');
  for (const query of ['?min=-1', '?max=0', '?coolDownSeconds=601', '?bootSeconds=x', '?x=1']) {
    await ask({ ...one, query }, 422, 'QUERY_INVALID');
    await ask({ ...list, query }, 422, 'QUERY_INVALID');
  }
}
