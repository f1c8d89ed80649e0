import { fileURLToPath } from 'node:url';
import { agent, testAgent } from '@ag06/agent-kit';
import { expect, it } from '@jest/globals';
import { z } from 'zod';
import { openSandbox } from './open-sandbox.ts';
import { createStepJob } from './step-job.ts';

it('a child process that does not heed the end of its call is killed', async () => {
  const sandbox = openSandbox(fileURLToPath(new URL('../testing/sandboxed.cjs', import.meta.url)), 10);
  const spec = { queueName: 'q', prefix: 'bull', name: 'hanging', opts: {}, keepsData: false };
  const hanging = agent({
    name: 'hanging',
    input: z.unknown(),
    handler: (data, context) => {
      const children = { values: {}, ignored: {} };
      return sandbox.run(createStepJob({ ...spec, data, children }, context).job, 'token', context.signal);
    },
  });
  const { outcome } = await testAgent(hanging, { hangs: true }, { signal: AbortSignal.abort() });
  expect(outcome).toMatchObject({ failure: { message: expect.stringContaining('signal: SIGKILL') } });
  await sandbox.close();
}, 60_000);
