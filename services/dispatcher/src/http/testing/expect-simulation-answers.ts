import { openBackend } from '@ag06/backend';
import { submitStep } from '../../use-cases/testing/play-step.ts';
import type { AskApi } from './ask.ts';

const STEPS = 40;

/** What is asked about other settings of the agent `x.a`, which does step `a` of the workflow `flow`. */
export async function expectSimulationAnswers(ask: AskApi, redisUrl: string): Promise<void> {
  const route = { path: '/v1/tuning/{agent}/simulate', method: 'post', params: { agent: 'x.a' } } as const;
  const body = { settings: { concurrency: 2 }, now: { concurrency: 1, replicas: 1 } };
  await ask({ ...route, body }, 422, 'SIMULATION_TOO_LITTLE');
  await ask({ ...route, body: { more: 1 } }, 422, 'SIMULATION_INVALID');
  await ask({ ...route, body: '{' }, 400, 'BODY_MALFORMED');
  await ask({ ...route, body: 'x'.repeat(100_000) }, 413, 'BODY_TOO_LARGE');
  const headers = { 'content-type': 'text/plain' };
  await ask({ ...route, body: 'x', headers }, 415, 'MEDIA_TYPE_UNSUPPORTED');
  await ask({ ...route, params: { agent: 'x.none' }, body }, 404, 'AGENT_UNKNOWN');
  await doSteps(redisUrl);
  // Which of two comes first, and whether both are there at once, is chance.
  for (let tries = 1; ; tries++) {
    const first = ask({ ...route, body }, 200);
    const second = ask({ ...route, body }, 429, 'SIMULATION_BUSY');
    const both = await Promise.allSettled([first, second]);
    const failed = both.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    if (failed.length === 0) return;
    if (tries === TRIES) throw failed[0];
  }
}

const TRIES = 20;

async function doSteps(redisUrl: string): Promise<void> {
  const { store, close } = await openBackend(redisUrl, { onError: () => {} });
  const version = await store.workflows.loadLatestVersion('default', 'flow');
  for (let i = 0; i < STEPS; i++) {
    const step = await submitStep(store, { name: 'flow', version: version ?? '' });
    await step.start();
    await step.end();
  }
  await close();
}
