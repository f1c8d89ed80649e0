import { RUN_STATUSES } from '@ag06/contracts';
import { comparePositions, type RunPosition, type RunQuery, termsOfFilter } from '@ag06/store';
import { toAttributeTerm } from './index-terms.ts';
import type { PartitionKeys } from './keys.ts';
import type { RedisClient } from './redis-client.ts';

const SEP = '\0';
const CHUNK_MAX = 200;

/** An index entry: a run under one of its terms. */
export interface IndexEntry extends RunPosition {
  readonly keys: PartitionKeys;
}

/** Reads the entries of one term in one partition in pieces, newest first. */
export class IndexWalk {
  readonly #redis: RedisClient;
  readonly #keys: PartitionKeys;
  readonly #from: string;
  #to: string;
  #chunk: number;
  #buffer: IndexEntry[] = [];
  #isRead = false;

  constructor(redis: RedisClient, keys: PartitionKeys, term: string, query: RunQuery, chunk: number) {
    const { tenant, from, to, after } = query;
    const prefix = `${tenant}${SEP}${term}${SEP}`;
    this.#redis = redis;
    this.#keys = keys;
    this.#chunk = chunk;
    this.#from = from === undefined ? `[${prefix}` : `[${prefix}${from}${SEP}`;
    this.#to = to === undefined ? `(${prefix}:` : `(${prefix}${to}${SEP}`;
    if (after !== undefined && (to === undefined || after.createdAt < to)) {
      this.#to = `(${prefix}${after.createdAt}${SEP}${after.runId}`;
    }
  }

  /** Counts the entries. O(log n). */
  async count(): Promise<number> {
    return Number(await this.#redis.zlexcount(this.#keys.index, this.#from, this.#to));
  }

  /** Whether there is nothing more to come. */
  get isOver(): boolean {
    return this.#buffer.length === 0 && this.#isRead;
  }

  get head(): IndexEntry | undefined {
    return this.#buffer[0];
  }

  /** Whether its next entry is not known yet. */
  get isUnread(): boolean {
    return this.#buffer.length === 0 && !this.#isRead;
  }

  take(): void {
    this.#buffer.shift();
  }

  async readOn(): Promise<void> {
    const chunk = this.#chunk;
    const members = await this.#redis.zrevrangebylex(
      this.#keys.index,
      this.#to,
      this.#from,
      'LIMIT',
      0,
      chunk,
    );
    this.#buffer = members.map((member) => this.#toEntry(member));
    this.#isRead = members.length < chunk;
    this.#to = `(${members.at(-1)}`;
    this.#chunk = Math.min(2 * chunk, CHUNK_MAX);
  }

  #toEntry(member: string): IndexEntry {
    const end = member.lastIndexOf(SEP);
    const start = member.lastIndexOf(SEP, end - 1);
    return {
      createdAt: Number(member.slice(start + 1, end)),
      runId: member.slice(end + 1),
      keys: this.#keys,
    };
  }
}

/** Returns at most `count` of the newest entries, as far as their order is known. */
export function takeNewest(walks: readonly IndexWalk[], count: number): IndexEntry[] {
  const taken: IndexEntry[] = [];
  while (taken.length < count && !walks.some((walk) => walk.isUnread)) {
    let newest: IndexWalk | undefined;
    for (const walk of walks) {
      if (walk.head && (!newest?.head || comparePositions(walk.head, newest.head) < 0)) newest = walk;
    }
    if (newest?.head === undefined) break;
    taken.push(newest.head);
    newest.take();
  }
  return taken;
}

/** For each filter, the terms whose entries together are the runs it admits. Without filters: every status. */
export function toTermLists({
  statuses,
  workflow,
  correlationId,
  parent,
  tags,
  attributes = [],
}: RunQuery): readonly (readonly string[])[] {
  const lists: string[][] = [];
  if (parent !== undefined) lists.push([`p:${parent}`]);
  if (correlationId !== undefined) lists.push([`c:${correlationId}`]);
  for (const filter of attributes) lists.push(termsOfFilter(filter).map(toAttributeTerm));
  if (tags.length > 0) lists.push([...new Set(tags)].map((tag) => `t:${tag}`));
  if (workflow !== undefined) lists.push([`w:${workflow}`]);
  if (statuses.length > 0) lists.push([...new Set(statuses)].map((status) => `s:${status}`));
  return lists.length > 0 ? lists : [RUN_STATUSES.map((status) => `s:${status}`)];
}
