import { findFreePort, startProcess } from '@ag06/test-support';
import { expect, it } from '@jest/globals';

const SERVICES = new URL('../../../services/', import.meta.url);

it.each([
  ['dispatcher', 'redis'],
  ['agent-worker', 'postgres'],
  ['optimizer', 'redis'],
] as const)(
  'the %s that waits for a %s server at its start ends in order when it is told to',
  async (service, kind) => {
    const port = await findFreePort();
    await using waiting = await startProcess({
      entry: new URL(`${service}/src/main.ts`, SERVICES),
      env: { AG06_BROKER_URL: `${kind}://127.0.0.1:${port}`, AG06_HTTP_PORT: '0', AG06_METRICS_PORT: '0' },
      ready: /ECONNREFUSED/,
    });
    expect(await waiting.kill('SIGTERM')).toEqual({ code: 0, signal: null });
    expect(waiting.lines.join('\n')).not.toMatch(/ ready|unhandled|uncaught/i);
  },
);
