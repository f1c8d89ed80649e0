import { until } from '@ag06/test-support';
import { expect, it } from '@jest/globals';
import { ManagedProcess } from './managed-process.ts';

/** A process that lives until it is told to end, and what is noted about it. */
async function start(name: string) {
  const notes: string[] = [];
  const script = 'process.send("ready"); setInterval(() => {}, 1000);';
  const spec = { name, command: process.execPath, args: ['-e', script], env: {} };
  const managed = new ManagedProcess(spec, { onLine: () => {}, onNote: (note) => void notes.push(note) });
  await managed.start();
  return { managed, notes, end: () => process.kill(managed.pid ?? 0, 'SIGTERM') };
}

it('a process that others have told to end is started again, but not while its fleet ends', async () => {
  const [wanted, released] = await Promise.all(['wanted', 'released'].map(start));
  released?.managed.release();
  released?.end();
  await until(() => released?.managed.hasEnded);
  wanted?.end();
  await until(() => wanted?.notes.length === 1);
  expect(wanted?.notes).toEqual([expect.stringMatching(/^wanted ended \(SIGTERM\); it is started again/)]);
  expect(released?.notes).toEqual([]);
  await Promise.all([wanted?.managed.stop(10_000), released?.managed.stop(10_000)]);
});
