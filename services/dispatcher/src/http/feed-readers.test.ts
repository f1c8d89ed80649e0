import { openCrowd, until } from '@ag06/test-support';
import { expect, it } from '@jest/globals';
import { startTestDispatcher } from './testing/test-dispatcher.ts';

const READERS = 2_000;

it('the feed tells every event to 2,000 readers, as many as a dispatcher serves, and refuses one more', async () => {
  const dispatcher = await startTestDispatcher();
  const { url } = dispatcher;
  try {
    await using crowd = await openCrowd(`${url}/v1/feed`, READERS);
    expect(crowd.heard('200 OK')).toBe(READERS);
    const more = await fetch(`${url}/v1/feed`);
    expect({ status: more.status, body: await more.json() }).toMatchObject({
      status: 503,
      body: { code: 'FEED_FULL' },
    });
    const submitted = await fetch(`${url}/v1/runs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ workflow: 'good', input: { n: 1 } }),
    });
    const { runId } = (await submitted.json()) as { runId: string };
    await until(() => crowd.heard(`"runId":"${runId}"`) === READERS, { timeoutMs: 30_000, everyMs: 100 });
  } finally {
    await dispatcher.stop();
  }
}, 90_000);
