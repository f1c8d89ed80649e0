import { ITEMS_PER_CHUNK } from '@ag06/contracts';
import type { SqlDatabase, SqlRow } from '@ag06/postgres';
import type { AnswerTo, Command, EntryId, RunField, Wakeup, WakeupClass } from '@ag06/protocol';
import {
  type ApprovalPage,
  type ApprovalQuery,
  type BareRunStore,
  type BlockedUnit,
  CommandBatcher,
  deriveRunId,
  type EndListener,
  type FinishedRun,
  type ItemRecord,
  inRunRecord,
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
  readCount,
  readField,
  readFlag,
  readItem,
  readOptional,
  readText,
  type UnitRecord,
} from '@ag06/store';
import { applyBatch } from './apply-batch.ts';
import { dedupeName } from './encode-command.ts';
import { EndsSubscription } from './ends-subscription.ts';
import { deleteRun, listFinished } from './finished-runs.ts';
import { findApproval, listApprovals } from './list-approvals.ts';
import { listRuns } from './list-runs.ts';
import { loadLogPage } from './load-log-page.ts';
import { loadOutcome, loadRun, loadState, loadSummary, loadUnit } from './load-run.ts';
import { listForkFields, measureFields } from './measure-fields.ts';
import { readFieldValue } from './read-answer.ts';
import { createRunId, isRunId } from './run-id.ts';
import { toStoreError } from './to-store-error.ts';
import { armWakeup, clearWakeup, moveWakeup, takeWakeups, untilNextTimer } from './wakeups.ts';

/** Small enough that a batch waiting for a lock holds up few others, and large enough to save round trips. */
const MAX_BATCH = 64;
const MAX_UNDER_WAY = 4;

/** Runs in tables, all changed by one function. */
export class PostgresRunStore implements BareRunStore {
  readonly #database: SqlDatabase;
  readonly #ends: EndsSubscription;
  readonly #batcher: CommandBatcher;

  constructor(database: SqlDatabase, watchdogMs: number) {
    this.#database = database;
    this.#ends = new EndsSubscription(database);
    this.#batcher = new CommandBatcher({
      send: (batch) => applyBatch(database, batch, watchdogMs),
      maxBatch: MAX_BATCH,
      maxUnderWay: MAX_UNDER_WAY,
    });
  }

  deriveRunId(text: string): string {
    return deriveRunId(text);
  }

  createRunId(): string {
    return createRunId();
  }

  async apply<C extends Command>(command: C): Promise<AnswerTo<C>> {
    return this.#batcher.apply(command);
  }

  async findKey(tenant: string, dedupeKey: string, body: string): Promise<KeyRecord | undefined> {
    const rows = await this.#query(
      `SELECT run_id AS "runId", body = $2 AS "sameBody" FROM ag06.dedupe_keys
      WHERE name = $1 AND expires_at > ag06.now_ms()`,
      [dedupeName(tenant, dedupeKey), body],
    );
    const [row] = rows;
    return row && { runId: readText('runId', row.runId), sameBody: readFlag('sameBody', row.sameBody) };
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
    return isRunId(runId) ? this.#guarded(() => loadUnit(this.#database, runId, unit)) : undefined;
  }

  async isHeld(runId: string, unit: string, token: number): Promise<boolean> {
    if (!isRunId(runId) || token <= 0) return false;
    const rows = await this.#query(
      'SELECT FROM ag06.unit_states WHERE run_id = $1 AND unit = $2 AND token = $3',
      [...[runId, unit, token]],
    );
    return rows.length > 0;
  }

  async loadFields(runId: string, fields: readonly RunField[]): Promise<ReadonlyMap<RunField, string>> {
    if (!isRunId(runId) || fields.length === 0) return new Map();
    const rows = await this.#query(
      'SELECT field, ag06.field_of($1, field) AS value FROM unnest($2::text[]) AS field',
      [runId, fields],
    );
    return new Map(
      rows.flatMap(({ field, value }) =>
        value === null ? [] : [readValue(runId, readField('field', field), value)],
      ),
    );
  }

  async measureFields(runId: string, fields: readonly RunField[]): Promise<ReadonlyMap<RunField, number>> {
    return this.#guarded(() => measureFields(this.#database, runId, fields));
  }

  async listForkFields(runId: string): Promise<readonly RunField[]> {
    return this.#guarded(() => listForkFields(this.#database, runId));
  }

  async loadLogPage(
    runId: string,
    after: number,
    limit: number,
    maxBytes: number = LOG_PAGE.bytes,
  ): Promise<LogPage | undefined> {
    if (!isRunId(runId)) return undefined;
    const query = (text: string, params: readonly unknown[]) => this.#query(text, params);
    const page = await loadLogPage(query, runId, { after, limit, maxBytes });
    if (page.events.length > 0) return page;
    const runs = await this.#query('SELECT FROM ag06.runs WHERE run_id = $1', [runId]);
    return runs.length === 0 ? undefined : page;
  }

  async loadItems(runId: string, step: string, from: number, limit: number): Promise<readonly ItemRecord[]> {
    if (!isRunId(runId)) return [];
    const rows = await this.#query(
      `SELECT item, status, attempt, result FROM ag06.item_results
      WHERE run_id = $1 AND step = $2 AND item >= $3 AND item < $4 ORDER BY item`,
      [runId, step, from, from + limit],
    );
    return rows.map(({ item, status, attempt, result }) =>
      readItem(runId, step, { item, status, attempt, result }),
    );
  }

  async loadItemValue(runId: string, step: string, item: number): Promise<string | undefined> {
    if (!isRunId(runId)) return undefined;
    const rows = await this.#query(
      'SELECT items FROM ag06.item_chunks WHERE run_id = $1 AND step = $2 AND chunk = $3',
      [runId, step, Math.floor(item / ITEMS_PER_CHUNK)],
    );
    return readOptional(readText, 'items', rows[0]?.items)?.split('\n')[item % ITEMS_PER_CHUNK];
  }

  listRuns(query: RunQuery): Promise<RunPage> {
    const page = this.#guarded(() => listRuns(this.#database, query));
    return page.catch((error: unknown) => {
      query.signal?.throwIfAborted();
      throw error;
    });
  }

  async listBlocked(reason: string, limit: number, after?: BlockedUnit): Promise<readonly BlockedUnit[]> {
    const rows = await this.#query(
      `SELECT run_id, unit, created_at, park FROM ag06.blocked_units
      WHERE reason = $1 AND (created_at, run_id, unit) > ($3, $4, $5)
      ORDER BY created_at, run_id, unit LIMIT $2`,
      [reason, limit, after?.createdAt ?? 0, after?.runId ?? '', after?.unit ?? ''],
    );
    return rows.map(({ run_id, unit, created_at, park }) => ({
      runId: readText('run_id', run_id),
      unit: readText('unit', unit),
      createdAt: readCount('created_at', created_at),
      park: readCount('park', park),
    }));
  }

  async forgetBlocked(reason: string, units: readonly BlockedUnit[]): Promise<void> {
    if (units.length === 0) return;
    await this.#query(
      `WITH gone AS (
        DELETE FROM ag06.blocked_units b WHERE b.reason = $1 AND b.run_id = ANY ($2)
          AND NOT EXISTS (SELECT FROM ag06.runs r WHERE r.run_id = b.run_id)
        RETURNING b.reason
      ) INSERT INTO ag06.blocked_counts (reason, units) SELECT reason, -count(*) FROM gone GROUP BY reason`,
      [reason, units.map(({ runId }) => runId)],
    );
  }

  async countBlocked(): Promise<ReadonlyMap<string, number>> {
    const rows = await this.#query('SELECT reason, units FROM ag06.count_blocked()');
    return new Map(rows.map(({ reason, units }) => [readText('reason', reason), readCount('units', units)]));
  }

  listApprovals(query: ApprovalQuery): Promise<ApprovalPage> {
    return this.#guarded(() => listApprovals(this.#database, query));
  }

  readonly findApproval = (runId: string, unit: string) =>
    this.#load((...of) => findApproval(...of, unit), runId);

  takeWakeups(of: WakeupClass, limit: number, leaseMs: number): Promise<readonly Wakeup[]> {
    return this.#guarded(() => takeWakeups(this.#database, of, limit, leaseMs));
  }

  untilNextTimer(): Promise<number | undefined> {
    return this.#guarded(() => untilNextTimer(this.#database));
  }

  armWakeup(wakeup: Wakeup, afterMs: number): Promise<void> {
    return this.#guarded(() => armWakeup(this.#database, wakeup, afterMs));
  }

  moveWakeup(wakeup: Wakeup, afterMs: number): Promise<void> {
    return this.#guarded(() => moveWakeup(this.#database, wakeup, afterMs));
  }

  clearWakeup(wakeup: Wakeup): Promise<void> {
    return this.#guarded(() => clearWakeup(this.#database, wakeup));
  }

  async loadEntry(runId: string, entry: EntryId): Promise<string | undefined> {
    if (!isRunId(runId)) return undefined;
    const rows = await this.#query('SELECT body FROM ag06.entries WHERE run_id = $1 AND entry = $2', [
      ...[runId, entry],
    ]);
    return readOptional(readText, 'body', rows[0]?.body);
  }

  async deleteFinished(ageMs: number, limit: number): Promise<number> {
    const rows = await this.#query('SELECT ag06.delete_finished($1, $2) AS deleted', [ageMs, limit]);
    return readCount('deleted', rows[0]?.deleted);
  }

  async deleteRun(runId: string, as?: RunAsRead): Promise<RunDeletion> {
    return isRunId(runId) ? this.#guarded(() => deleteRun(this.#database, runId, as)) : 'unknown';
  }

  listFinished(ageMs: number, limit: number, skip: number): Promise<readonly FinishedRun[]> {
    return this.#guarded(() => listFinished(this.#database, ageMs, limit, skip));
  }

  watchEnds(kind: 'ended' | 'stopped', listener: EndListener): Promise<() => Promise<void>> {
    return this.#guarded(() => this.#ends.watch(kind, listener));
  }

  async now(): Promise<number> {
    return readCount('now', (await this.#query('SELECT ag06.now_ms() AS now'))[0]?.now);
  }

  async #load<T>(
    load: (database: SqlDatabase, runId: string) => Promise<T | undefined>,
    runId: string,
  ): Promise<T | undefined> {
    if (!isRunId(runId)) return undefined;
    return this.#guarded(() => load(this.#database, runId));
  }

  close(): void {
    this.#ends.close();
  }

  async #query(text: string, params?: readonly unknown[]): Promise<readonly SqlRow[]> {
    return this.#guarded(async () => (await this.#database.query(text, params)).rows);
  }

  async #guarded<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      throw toStoreError(error);
    }
  }
}

/** The state of a unit reads as its status. */
const readValue = (runId: string, field: RunField, value: unknown): [RunField, string] => [
  field,
  inRunRecord(runId, field, () => readFieldValue(field, value)),
];
