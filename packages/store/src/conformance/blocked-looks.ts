import type { Context } from './describe-store.ts';
import { Player } from './fixture.ts';

/** The setup of the tests of blocked units, and their look-ups. */
export function blockedLooks({ store }: Context) {
  return {
    started: async () => {
      const player = new Player(store());
      await player.submit();
      return player;
    },
    listed: async (reason: string) =>
      (await store().runs.listBlocked(reason, 10)).map(({ runId, unit }) => `${runId} ${unit}`),
    counted: async (reason: string) => (await store().runs.countBlocked()).get(reason),
  };
}
