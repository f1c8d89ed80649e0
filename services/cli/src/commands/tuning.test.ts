import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { UsageError } from '../exit-codes.ts';
import { readChange } from './tuning.ts';
import { readModel } from './tuning-agent.ts';

it('ag06 tuning reads settings, and which of them go back to what workers do by themselves', () => {
  expect(readChange(['concurrency=4', 'timeoutMs=static'])).toEqual({
    settings: { concurrency: 4 },
    unset: ['timeoutMs'],
  });
  expect(readChange(['hedgeAfterMs=off']).settings).toEqual({ hedgeAfterMs: null });
  expect(readChange(['ageingMs=off']).settings).toEqual({ ageingMs: null });
  expect(readChange([])).toEqual({ settings: {}, unset: [] });
});

it.each([
  ['concurency=4', 'Did you mean concurrency?'],
  ['replicas=off', 'takes a number, or static'],
  ['maxAttempts=off', 'takes a number, or static'],
  ['concurrency=many', 'takes a number'],
  ['concurrency', 'takes a number'],
])('ag06 tuning refuses %s: %s', (word, message) => {
  expect(() => readChange([word])).toThrow(UsageError);
  expect(() => readChange([word])).toThrow(message);
});

it('ag06 tuning import refuses a file that is not there, no JSON, or no model', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ag06-'));
  const file = join(folder, 'model.json');
  expect(() => readModel(file)).toThrow(UsageError);
  for (const text of ['no JSON', '{"schema":1}']) {
    await writeFile(file, text);
    expect(() => readModel(file)).toThrow(UsageError);
  }
  await rm(folder, { recursive: true });
});
