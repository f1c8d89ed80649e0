import type { AnswerTo, Command, EntryId, RunField, Wakeup, WakeupClass } from '@ag06/protocol';
import {
  type ApprovalPage,
  type ApprovalQuery,
  type BareRunStore,
  type BlockedUnit,
  deriveRunId,
  type EndListener,
  type FinishedRun,
  type ItemRecord,
  type KeyRecord,
  LOG_PAGE,
  type LogPage,
  type RunAsRead,
  type RunDeletion,
  type RunOutcome,
  type RunPage,
  type RunQuery,
  type RunRecord,
  type RunState,
  type RunSummary,
  type UnitRecord,
} from '@ag06/store';
import { countBlocked, forgetBlocked, listBlocked } from './blocked-units.ts';
import { type ChannelOptions, CommandChannel } from './command-channel.ts';
import { deleteFinished, deleteRun } from './delete-finished.ts';
import { findKey } from './find-key.ts';
import type { PartitionKeys } from './keys.ts';
import { findApproval, listApprovals } from './list-approvals.ts';
import { listFinished } from './list-finished.ts';
import { listRuns } from './list-runs.ts';
import { listForkFields, loadFields, measureFields } from './load-fields.ts';
import { loadItems, loadItemValue } from './load-items.ts';
import { loadLogPage } from './load-log-page.ts';
import { isHeld, loadOutcome, loadRun, loadState, loadSummary, loadUnit } from './load-run.ts';
import type { RedisClient } from './redis-client.ts';
import {
  createRunId,
  dedupeName,
  partitionOf,
  partitionOfKey,
  schedulePartition,
  toPlaceKey,
} from './run-id.ts';
import type { Subscriptions } from './subscriptions.ts';
import { toStoreError } from './to-store-error.ts';
import { readUnitStatus } from './unit-text.ts';
import { clearWakeup, loadEntry, setWakeup, takeWakeups, untilNextTimer } from './wakeups.ts';
import { watchEnds } from './watch-ends.ts';

interface Partition {
  readonly keys: PartitionKeys;
  readonly channel: CommandChannel;
}

/** Runs on Redis: one hash and one list for each, all changed by one function. */
export class RedisRunStore implements BareRunStore {
  readonly #redis: RedisClient;
  readonly #partitions: readonly Partition[];
  readonly #subscriptions: Subscriptions;

  constructor(
    redis: RedisClient,
    partitions: readonly PartitionKeys[],
    { subscriptions, ...options }: ChannelOptions & { readonly subscriptions: Subscriptions },
  ) {
    this.#redis = redis;
    this.#partitions = partitions.map((keys) => {
      return { keys, channel: new CommandChannel(redis, keys, options) };
    });
    this.#subscriptions = subscriptions;
  }

  deriveRunId(text: string): string {
    return deriveRunId(text, this.#partitions.length);
  }

  createRunId(tenant: string, dedupeKey: string | undefined): string {
    const key = dedupeKey === undefined ? undefined : toPlaceKey(tenant, dedupeKey);
    return createRunId(this.#partitions.length, Date.now(), key);
  }

  async findKey(tenant: string, dedupeKey: string, body: string): Promise<KeyRecord | undefined> {
    const partition = partitionOfKey(this.#partitions.length, toPlaceKey(tenant, dedupeKey));
    const keys = this.#partitions[partition]?.keys;
    return (
      keys && this.#guarded(() => findKey(this.#redis, keys.dedupe(dedupeName(tenant, dedupeKey)), body))
    );
  }

  apply<C extends Command>(command: C): Promise<AnswerTo<C>> {
    const partition = this.#partitionOf(command.runId);
    if (partition !== undefined) return partition.channel.apply(command);
    return Promise.resolve(UNKNOWN[command.kind] as AnswerTo<C>);
  }

  loadSummary(runId: string): Promise<RunSummary | undefined> {
    return this.#load(loadSummary, runId);
  }

  loadOutcome(runId: string): Promise<RunOutcome | undefined> {
    return this.#load(loadOutcome, runId);
  }

  loadState(runId: string, units?: readonly string[]): Promise<RunState | undefined> {
    return this.#load((...of) => loadState(...of, units), runId);
  }

  loadRun(runId: string, units?: readonly string[]): Promise<RunRecord | undefined> {
    return this.#load((...of) => loadRun(...of, units), runId);
  }

  async loadUnit(runId: string, unit: string): Promise<UnitRecord | undefined> {
    const keys = this.#partitionOf(runId)?.keys;
    return keys && this.#guarded(() => loadUnit(this.#redis, keys.run(runId), runId, unit));
  }

  async isHeld(runId: string, unit: string, token: number): Promise<boolean> {
    const keys = this.#partitionOf(runId)?.keys;
    return (
      keys !== undefined && this.#guarded(() => isHeld(this.#redis, keys.run(runId), runId, unit, token))
    );
  }

  async loadFields(runId: string, fields: readonly RunField[]): Promise<ReadonlyMap<RunField, string>> {
    const keys = this.#partitionOf(runId)?.keys;
    if (keys === undefined) return new Map();
    const values = await this.#guarded(() => loadFields(this.#redis, keys.run(runId), fields));
    for (const [field, text] of values)
      if (field.startsWith('s:')) values.set(field, readUnitStatus(runId, field, text));
    return values;
  }

  async measureFields(runId: string, fields: readonly RunField[]): Promise<ReadonlyMap<RunField, number>> {
    const keys = this.#partitionOf(runId)?.keys;
    return keys === undefined
      ? new Map()
      : this.#guarded(() => measureFields(this.#redis, keys.run(runId), fields));
  }

  async listForkFields(runId: string): Promise<readonly RunField[]> {
    const keys = this.#partitionOf(runId)?.keys;
    return keys === undefined ? [] : this.#guarded(() => listForkFields(this.#redis, keys.run(runId)));
  }

  async loadLogPage(
    runId: string,
    after: number,
    limit: number,
    maxBytes: number = LOG_PAGE.bytes,
  ): Promise<LogPage | undefined> {
    const keys = this.#partitionOf(runId)?.keys;
    if (keys === undefined) return undefined;
    return this.#guarded(async () => {
      const page = await loadLogPage(this.#redis, keys.log(runId), runId, { after, limit, maxBytes });
      if (page.events.length > 0) return page;
      return (await this.#redis.exists(keys.run(runId))) === 1 ? page : undefined;
    });
  }

  async loadItems(runId: string, step: string, from: number, limit: number): Promise<readonly ItemRecord[]> {
    const keys = this.#partitionOf(runId)?.keys;
    if (keys === undefined || limit === 0) return [];
    return this.#guarded(() => loadItems(this.#redis, keys.items(runId), runId, step, from, limit));
  }

  async loadItemValue(runId: string, step: string, item: number): Promise<string | undefined> {
    const keys = this.#partitionOf(runId)?.keys;
    if (keys === undefined) return undefined;
    return this.#guarded(() => loadItemValue(this.#redis, keys.items(runId), step, item));
  }

  async listRuns(query: RunQuery): Promise<RunPage> {
    const page = this.#guarded(() => listRuns(this.#redis, this.#allKeys(), query));
    return page.catch((error: unknown) => {
      query.signal?.throwIfAborted();
      throw error;
    });
  }

  async listBlocked(reason: string, limit: number, after?: BlockedUnit): Promise<readonly BlockedUnit[]> {
    return this.#guarded(() => listBlocked(this.#redis, this.#allKeys(), reason, limit, after));
  }

  async forgetBlocked(reason: string, units: readonly BlockedUnit[]): Promise<void> {
    await Promise.all(
      units.map((unit) => {
        const keys = this.#partitionOf(unit.runId)?.keys;
        return keys && this.#guarded(() => forgetBlocked(this.#redis, keys, reason, unit));
      }),
    );
  }

  async countBlocked(): Promise<ReadonlyMap<string, number>> {
    return this.#guarded(() => countBlocked(this.#redis, this.#allKeys()));
  }

  listApprovals(query: ApprovalQuery): Promise<ApprovalPage> {
    return this.#guarded(() => listApprovals(this.#redis, this.#allKeys(), query));
  }

  async findApproval(runId: string, unit: string) {
    const keys = this.#partitionOf(runId)?.keys;
    return keys && this.#guarded(() => findApproval(this.#redis, keys, runId, unit));
  }

  async takeWakeups(of: WakeupClass, limit: number, leaseMs: number): Promise<readonly Wakeup[]> {
    return this.#guarded(() => takeWakeups(this.#redis, this.#allKeys(), of, limit, leaseMs));
  }

  untilNextTimer(): Promise<number | undefined> {
    return this.#guarded(() => untilNextTimer(this.#redis, this.#allKeys()));
  }

  async armWakeup(wakeup: Wakeup, afterMs: number): Promise<void> {
    await this.#setWakeup({ wakeup, afterMs, if: 'earlier' });
  }

  async moveWakeup(wakeup: Wakeup, afterMs: number): Promise<void> {
    await this.#setWakeup({ wakeup, afterMs, if: 'exists' });
  }

  async #setWakeup(what: { wakeup: Wakeup; afterMs: number; if: 'exists' | 'earlier' }): Promise<void> {
    const keys = this.#keysOfWakeup(what.wakeup);
    if (keys) await this.#guarded(() => setWakeup(this.#redis, keys, what));
  }

  /** Undefined if the run id names no partition of this store. */
  #keysOfWakeup(wakeup: Wakeup): PartitionKeys | undefined {
    if (wakeup.subject === 'schedule')
      return this.#allKeys()[schedulePartition(this.#partitions.length, wakeup.tenant, wakeup.name)];
    return this.#partitionOf(wakeup.runId)?.keys;
  }

  async clearWakeup(wakeup: Wakeup): Promise<void> {
    const keys = this.#keysOfWakeup(wakeup);
    if (keys) await this.#guarded(() => clearWakeup(this.#redis, keys, wakeup));
  }

  async loadEntry(runId: string, entry: EntryId): Promise<string | undefined> {
    const keys = this.#partitionOf(runId)?.keys;
    return keys && this.#guarded(() => loadEntry(this.#redis, keys.run(runId), entry));
  }

  async deleteFinished(ageMs: number, limit: number): Promise<number> {
    const before = (await this.now()) - ageMs;
    return this.#guarded(() => deleteFinished(this.#redis, this.#allKeys(), before, limit));
  }

  async deleteRun(runId: string, as?: RunAsRead): Promise<RunDeletion> {
    const keys = this.#partitionOf(runId)?.keys;
    return keys === undefined ? 'unknown' : this.#guarded(() => deleteRun(this.#redis, keys, runId, as));
  }

  async listFinished(ageMs: number, limit: number, skip: number): Promise<readonly FinishedRun[]> {
    const before = (await this.now()) - ageMs;
    return this.#guarded(() => listFinished(this.#redis, this.#allKeys(), before, limit, skip));
  }

  watchEnds(kind: 'ended' | 'stopped', listener: EndListener): Promise<() => Promise<void>> {
    return this.#guarded(() => watchEnds(this.#subscriptions, this.#allKeys(), kind, listener));
  }

  async now(): Promise<number> {
    const [seconds, micros] = await this.#guarded(() => this.#redis.time());
    return Number(seconds) * 1000 + Math.floor(Number(micros) / 1000);
  }

  async #load<T>(
    load: (redis: RedisClient, runKey: string, runId: string) => Promise<T | undefined>,
    runId: string,
  ): Promise<T | undefined> {
    const keys = this.#partitionOf(runId)?.keys;
    return keys && this.#guarded(() => load(this.#redis, keys.run(runId), runId));
  }

  #partitionOf(runId: string): Partition | undefined {
    const partition = partitionOf(runId, this.#partitions.length);
    return partition === undefined ? undefined : this.#partitions[partition];
  }

  #allKeys(): PartitionKeys[] {
    return this.#partitions.map((partition) => partition.keys);
  }

  async #guarded<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      throw toStoreError(error);
    }
  }
}

const UNKNOWN = {
  submit: { result: 'duplicate', runId: '', sameBody: false },
  claim: { result: 'unknown' },
  commit: { result: 'refused', reason: 'unknown' },
  signal: { result: 'refused', reason: 'unknown' },
} as const;
