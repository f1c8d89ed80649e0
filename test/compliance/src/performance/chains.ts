import type { Client } from '@ag06/client';

/** Three steps in a row, of an agent that does next to nothing. */
export const CHAIN = {
  name: 'chain',
  steps: {
    a: { agent: 'proof.square', with: { n: 2 } },
    b: { agent: 'proof.square', needs: ['a'], with: { n: 2 } },
    c: { agent: 'proof.square', needs: ['b'], with: { n: 2 } },
  },
};

/** Submits so many runs of it at once; resolves when all are completed. */
export async function runChains(client: Client, count: number): Promise<void> {
  const items = Array.from({ length: count }, () => ({ input: null }));
  for (const run of await client.submitBatch('chain', items)) {
    if ('error' in run) throw run.error;
    await client.waitForOutput(run);
  }
}
