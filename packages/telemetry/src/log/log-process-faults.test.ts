import { startProcess } from '@ag06/test-support';
import { expect, it } from '@jest/globals';

it('logProcessFaults logs warnings and uncaught errors, and ends the process with exit code 1', async () => {
  const entry = new URL('./fixtures/faulty.ts', import.meta.url);
  await using faulty = await startProcess({ entry, env: {} });
  expect(await faulty.exited).toMatchObject({ code: 1 });
  expect(faulty.stderr.join('')).toBe('');
  const lines = faulty.lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  // What ends the process is written at once, beside a line that may still be under way.
  lines.sort((one, other) => Number(one.level) - Number(other.level));
  expect(lines).toMatchObject([
    { level: 40, service: 'faulty', msg: 'Node warns: Old ways', err: { message: 'Old ways' } },
    { level: 60, err: { message: 'unforeseen', stack: expect.stringContaining('faulty.ts') } },
  ]);
});
