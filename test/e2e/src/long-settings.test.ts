import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startProcess } from '@ag06/test-support';
import { expect, it } from '@jest/globals';

const SERVICES = new URL('../../../services/', import.meta.url);

/** The settings of a service that are milliseconds, as its configuration names them. */
function millisecondsOf(service: string): readonly string[] {
  const folder = new URL(`${service}/src/`, SERVICES);
  const texts = readdirSync(folder)
    .filter((name) => name === 'config.ts')
    .map((name) => readFileSync(new URL(name, folder), 'utf8'));
  return [...new Set(texts.flatMap((text) => text.match(/AG06_\w+_MS\b/g) ?? []))];
}

it.each([
  ['dispatcher', 4],
  ['agent-worker', 2],
])(
  'the %s refuses each of its settings that no timer can wait for, all in one go',
  async (service, least) => {
    const names = millisecondsOf(service);
    expect(names.length).toBeGreaterThanOrEqual(least);
    const env = Object.fromEntries(names.map((name) => [name, '99999999999']));
    const entry = fileURLToPath(new URL(`${service}/src/main.ts`, SERVICES));
    await using refused = await startProcess({
      entry,
      env: { ...env, AG06_BROKER_URL: 'redis://127.0.0.1:9' },
    });
    expect(await refused.exited).toMatchObject({ code: 2 });
    for (const name of names) {
      expect(refused.stderr.join('\n')).toMatch(
        RegExp(`${name}: expected a whole number of milliseconds from`),
      );
    }
  },
  60_000,
);

it('a dispatcher refuses an AG06_RETENTION that is shorter than the longest wait for a result', async () => {
  const entry = fileURLToPath(new URL('dispatcher/src/main.ts', SERVICES));
  await using refused = await startProcess({
    entry,
    env: { AG06_RETENTION: '0', AG06_BROKER_URL: 'redis://127.0.0.1:9' },
  });
  expect(await refused.exited).toMatchObject({ code: 2 });
  expect(refused.stderr.join('\n')).toMatch(/AG06_RETENTION: expected a duration from 1m/);
}, 60_000);
