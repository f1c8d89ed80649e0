import type {
  AppendAnswer,
  AppendedEvent,
  EventPage,
  EventQuery,
  NewEvent,
  StreamAppend,
  StreamEvent,
} from '../event-store.ts';
import type { GroupPage, GroupRead } from '../group-store.ts';
import type { Store } from '../store.ts';
import { freshId } from './fixture.ts';

const TENANT = 'default';

/** Uses one stream as an API does. Its name is new. */
export class StreamPlayer {
  readonly store: Store;
  readonly stream: string;

  constructor(store: Store, stream = `s.${freshId()}`) {
    this.store = store;
    this.stream = stream;
  }

  get name() {
    return { tenant: TENANT, stream: this.stream };
  }

  append(events: readonly NewEvent[], more: Partial<StreamAppend> = {}): Promise<AppendAnswer> {
    return this.store.events.append({
      ...this.name,
      command: freshId(),
      events,
      dedupeMs: 0,
      ...more,
    });
  }

  /** Appends events whose types are these words. */
  async appendTypes(...types: readonly string[]): Promise<readonly AppendedEvent[]> {
    return appendedOf(await this.append(types.map((type) => ({ type, data: JSON.stringify({ type }) }))));
  }

  read(more: Partial<EventQuery> = {}): Promise<EventPage> {
    return this.store.events.read({ ...this.name, after: 0, limit: 1_000, ...more });
  }

  /** Reads all matching events, by pages. */
  async readAll(more: Partial<EventQuery> = {}): Promise<readonly StreamEvent[]> {
    const all: StreamEvent[] = [];
    for (let after = more.after ?? 0; ; ) {
      const page = pageOf(await this.read({ ...more, after }));
      all.push(...page.events);
      if (!page.hasMore) return all;
      if (page.upto <= after) throw new Error(`The page after ${after} leads nowhere.`);
      after = page.upto;
    }
  }

  async positions(more: Partial<EventQuery> = {}): Promise<readonly number[]> {
    return (await this.readAll(more)).map(({ position }) => position);
  }

  readGroup(group: string, consumer: string, more: Partial<GroupRead> = {}): Promise<GroupPage> {
    return this.store.groups.read({
      ...this.name,
      group,
      consumer,
      limit: 100,
      leaseMs: 600_000,
      maxDeliveries: 3,
      start: 'first',
      ...more,
    });
  }
}

/** The events of an answer; any answer but an append fails the test. */
export function appendedOf(answer: AppendAnswer): readonly AppendedEvent[] {
  if (answer.result === 'appended') return answer.events;
  throw new Error(`Expected appended events, got ${JSON.stringify(answer)}`);
}

export function pageOf(page: EventPage): Extract<EventPage, { result: 'page' }> {
  if (page.result === 'page') return page;
  throw new Error(`Expected a page, got ${JSON.stringify(page)}`);
}

export function deliveredOf(page: GroupPage): Extract<GroupPage, { result: 'delivered' }> {
  if (page.result === 'delivered') return page;
  throw new Error(`Expected deliveries, got ${JSON.stringify(page)}`);
}
