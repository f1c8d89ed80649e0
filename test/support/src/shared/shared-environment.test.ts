import { expect, it } from '@jest/globals';
import SharedEnvironment from './shared-environment.ts';

it('when a file is over, what listens to faults of the process is what did before: a file that cannot be imported leaves more', async () => {
  const before = process.rawListeners('uncaughtException');
  const environment = new SharedEnvironment({ projectConfig: {} as never });
  process.on('uncaughtException', () => {});
  await environment.teardown();
  expect(process.rawListeners('uncaughtException')).toEqual(before);
});
