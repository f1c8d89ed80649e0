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

/**
 * Submits so many runs of it at once; resolves when all are completed, with the steps that the fleet did in a second: from the
 * submission to the last end in the records of the runs, so that it does not matter how fast anybody asks for each of them.
 */
export async function runChains(client: Client, count: number): Promise<number> {
  const items = Array.from({ length: count }, () => ({ input: null }));
  const from = Date.now();
  const runs = await client.submitBatch('chain', items);
  // The last one first: the dispatcher is asked for the others when hardly any is left.
  for (const run of runs.toReversed()) {
    if ('error' in run) throw run.error;
    await client.waitForOutput(run);
  }
  let last = 0;
  let seen = 0;
  for await (const { finishedAt = '' } of client.list({ workflow: 'chain' })) {
    last = Math.max(last, Date.parse(finishedAt));
    if (++seen === count) break;
  }
  return (3 * count * 1_000) / (last - from);
}
