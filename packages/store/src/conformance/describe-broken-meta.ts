import { expect, it } from '@jest/globals';
import { startOfTime } from '../feed-store.ts';
import { watchBrokenRecords } from '../records/broken-record.ts';
import type { Context } from './describe-store.ts';
import { freshId, META, Player } from './fixture.ts';

/** A run whose meta cannot be read, because of a foreign program or a damaged disk. */
export function describeBrokenMeta({ store }: Context): void {
  it('names the run whose meta is broken, and hides no other run of a list or of the feed', async () => {
    const workflow = `w${freshId()}`;
    const tenant = workflow;
    const listedBy = { workflow, correlationId: workflow, tags: [] };
    const [sound, broken] = [new Player(store()), new Player(store())];
    await broken.submit({
      tenant,
      listedBy,
      meta: JSON.stringify({ workflow, correlationId: workflow, tags: [] }),
    });
    await sound.submit({ tenant, listedBy, meta: JSON.stringify({ ...META, tenant, workflow }) });

    const refused = { code: 'STORE_RECORD_INVALID', message: expect.stringContaining(broken.runId) };
    await expect(store().runs.loadSummary(broken.runId)).rejects.toMatchObject(refused);
    const claims = [broken.claim('a'), sound.claim('a')] as const;
    await expect(claims[0]).rejects.toMatchObject(refused);
    expect(await claims[1]).toMatchObject({ result: 'claimed', meta: { workflow } });

    const passedOver: string[] = [];
    const stop = watchBrokenRecords(({ message }) => void passedOver.push(message));
    const page = await store().runs.listRuns({
      tenant,
      statuses: [],
      workflow,
      correlationId: undefined,
      tags: [],
      from: undefined,
      to: undefined,
      after: undefined,
      limit: 10,
    });
    expect(page.runs.map(({ runId }) => runId)).toEqual([sound.runId]);
    expect(passedOver).toEqual([expect.stringContaining(broken.runId)]);
    const told = new Set<string>();
    const feed = store().feed.readFeed(tenant, startOfTime(0), Number.MAX_SAFE_INTEGER);
    for await (const events of feed) for (const { runId } of events) told.add(runId);
    expect([...told]).toEqual([sound.runId]);
    stop();
    expect(passedOver.length).toBeGreaterThan(1);
    expect(passedOver).toEqual(passedOver.map(() => expect.stringContaining(broken.runId)));
  });
}
