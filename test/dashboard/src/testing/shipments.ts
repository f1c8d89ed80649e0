import type { Client } from '@ag06/client';

/** Charges a card, and is listed by its order and its amount. */
export const SHIP = {
  name: 'ship',
  attributes: { order: '${input.order}', amount: '${input.amount}' },
  steps: {
    charge: { agent: 'order.charge', with: { order: '${input.order}', card: '${input.card}', total: 1 } },
  },
};

/** Ends one run of SHIP with a tag for each amount; they fail. Resolves with the runs by amount. */
export async function ship(
  client: Client,
  amounts: readonly number[],
  tag: string,
): Promise<ReadonlyMap<number, string>> {
  await client.workflows.push(SHIP);
  const runs = new Map<number, string>();
  for (const amount of amounts) {
    const input = { order: `o-${amount}`, amount, card: 'declined' };
    const run = await client.submit('ship', input, { tags: [tag] });
    await client.wait(run);
    runs.set(amount, run.runId);
  }
  return runs;
}
