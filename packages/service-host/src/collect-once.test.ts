import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';

const MODULE = new URL('./collect-once.ts', import.meta.url).href;

it('This Node knows what keeps its collections of garbage few', async () => {
  const script = `import { collectOnceAtRest } from '${MODULE}'; collectOnceAtRest(); console.log('done');`;
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [
    '--input-type=module',
    '-e',
    script,
  ]);
  // V8 writes there that it does not know a flag.
  expect([stdout, stderr]).toEqual(['done\n', '']);
});
