import { DEFAULT_TENANT } from '@ag06/contracts';
import type { GroupFacts } from '@ag06/health';
import type { Store } from '@ag06/store';

/** The streams of one look. With more, the next look takes the next ones. */
const STREAMS_A_LOOK = 50;
/** The most groups that are remembered, and how many are shown: those that lag most. */
const REMEMBERED_MAX = 1_000;
const SHOWN_MAX = 100;

/** Looks at the groups of streams, some streams at a time, and remembers how far they lag. */
export class GroupLook {
  readonly #store: Pick<Store, 'events' | 'groups' | 'runs'>;
  /** By stream that has groups: of this round, and of the round before it where this one did not come yet. */
  #seen = new Map<string, readonly GroupFacts[]>();
  #before = new Map<string, readonly GroupFacts[]>();
  #after: string | undefined;

  constructor(store: Pick<Store, 'events' | 'groups' | 'runs'>) {
    this.#store = store;
  }

  async look(): Promise<void> {
    const looked = await this.#lookAtPage();
    // Streams that cannot be read are left out, so a page that is not full need not be the last: an empty one is.
    if (looked === 0 || (looked < STREAMS_A_LOOK && (await this.#lookAtPage()) === 0)) this.#endRound();
  }

  async #lookAtPage(): Promise<number> {
    const { events, groups, runs } = this.#store;
    const page = await events.list(DEFAULT_TENANT, this.#after, STREAMS_A_LOOK);
    const now = page.length === 0 ? 0 : await runs.now();
    for (const { stream } of page) {
      const found = (await groups.list(DEFAULT_TENANT, stream)) ?? [];
      const facts = found.map(({ group, lag, dead, oldestAt }) => ({
        stream,
        group,
        lag,
        deadLetters: dead,
        oldestMs: oldestAt === undefined ? 0 : Math.max(0, now - oldestAt),
      }));
      this.#before.delete(stream);
      if (facts.length > 0 && this.#count() < REMEMBERED_MAX) this.#seen.set(stream, facts);
    }
    this.#after = page.at(-1)?.stream;
    return page.length;
  }

  #endRound(): void {
    this.#before = this.#seen;
    this.#seen = new Map();
  }

  /** Returns the groups that lag most. */
  read(): readonly GroupFacts[] {
    const all = [...new Map([...this.#before, ...this.#seen]).values()].flat();
    return all.sort((a, b) => b.lag - a.lag).slice(0, SHOWN_MAX);
  }

  #count(): number {
    return [...this.#seen.values()].reduce((sum, { length }) => sum + length, 0);
  }
}
