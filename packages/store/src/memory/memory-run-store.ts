import { ITEMS_PER_CHUNK, type Json } from '@ag06/contracts';
import {
  type AnswerTo,
  type Command,
  type Commit,
  ENTRY_WAKE_MS,
  type EntryId,
  type RunField,
  type Submit,
  type SubmitAnswer,
  type Wakeup,
  type WakeupClass,
} from '@ag06/protocol';
import type { ApprovalQuery } from '../approvals.ts';
import { deriveRunId } from '../derive-run-id.ts';
import type {
  BareRunStore,
  BlockedUnit,
  ItemRecord,
  KeyRecord,
  RunAsRead,
  RunDeletion,
  RunOutcome,
  RunPage,
  RunQuery,
  RunRecord,
  RunState,
  RunSummary,
} from '../run-store.ts';
import type { UnitRecord } from '../unit-record.ts';
import { applyCommit } from './apply-commit.ts';
import { applySignal } from './apply-signal.ts';
import { beginRun } from './begin-run.ts';
import { compareBlocked, countBlocked, listBlocked } from './blocked-units.ts';
import { claimUnit } from './claim-unit.ts';
import { DedupeKeys } from './dedupe-keys.ts';
import { judgeDeletion, listFinished } from './finished-runs.ts';
import { findApproval, listApprovals } from './list-approvals.ts';
import { listRuns } from './list-runs.ts';
import { loadLogPage } from './load-log-page.ts';
import { MemoryRun, type RunHooks, type StoreHooks } from './memory-run.ts';
import type { MemoryWakeups } from './memory-wakeups.ts';
import { RunEnds } from './run-ends.ts';
import { toParts, toRecord, toResult, toSummary } from './to-parts.ts';
import { Turn } from './turn.ts';

/** Runs in memory: the reference for the behaviour of stores. It persists nothing. */
export class MemoryRunStore implements BareRunStore {
  readonly #now: () => number;
  readonly #watchdogMs: number;
  readonly #hooks: RunHooks;
  readonly #runs = new Map<string, MemoryRun>();
  readonly #dedupe = new DedupeKeys();
  readonly #wakeups: MemoryWakeups;
  readonly #ends = new RunEnds();
  readonly #onDeleted: (runId: string) => void;
  #count = 0;

  constructor(
    now: () => number,
    watchdogMs: number,
    wakeups: MemoryWakeups,
    { onMove, onDeleted }: StoreHooks,
  ) {
    this.#onDeleted = onDeleted;
    this.#now = now;
    this.#wakeups = wakeups;
    this.#watchdogMs = watchdogMs;
    this.#hooks = {
      onMove,
      arm: (wakeup, at) => this.#wakeups.armAt(wakeup, at),
      disarm: (wakeup) => this.#wakeups.clear(wakeup),
    };
  }

  /** All runs, by id. */
  get all(): ReadonlyMap<string, MemoryRun> {
    return this.#runs;
  }

  readonly deriveRunId = deriveRunId;

  createRunId(): string {
    return `r0-${this.#now().toString(36).padStart(9, '0')}${(++this.#count).toString(36).padStart(12, '0')}`;
  }

  async apply<C extends Command>(command: C): Promise<AnswerTo<C>>;
  async apply(command: Command): Promise<AnswerTo<Command>> {
    const run = this.#runs.get(command.runId);
    const wasOver = run?.isTerminal ?? false;
    switch (command.kind) {
      case 'submit':
        return this.#submit(command, run);
      case 'claim':
        return claimUnit(run, command, this.#now());
      case 'signal': {
        const answer = applySignal(run, command, this.#now());
        const isHeld = answer.result === 'applied' && answer.evaluations.length > 0;
        if (isHeld) this.#wakeups.armForRun(command.runId, 'watchdog', this.#watchdogMs);
        return answer;
      }
      case 'commit': {
        const answer = applyCommit(run, command, this.#now());
        if (answer.result === 'applied') {
          this.#afterCommit(command, run, wasOver);
          this.#armEntries(command.runId, answer.entries);
        }
        return answer;
      }
    }
  }

  async findKey(tenant: string, dedupeKey: string, body: string): Promise<KeyRecord | undefined> {
    const entry = this.#dedupe.find(tenant, dedupeKey, this.#now());
    return entry && { runId: entry.runId, sameBody: entry.body === body };
  }

  async loadSummary(runId: string): Promise<RunSummary | undefined> {
    const run = this.#runs.get(runId);
    return run && toSummary(runId, run);
  }

  async loadOutcome(runId: string): Promise<RunOutcome | undefined> {
    const run = this.#runs.get(runId);
    return run && { ...toSummary(runId, run), ...toResult(run) };
  }

  async loadState(runId: string, units?: readonly string[]): Promise<RunState | undefined> {
    const run = this.#runs.get(runId);
    return run && { ...toSummary(runId, run), ...toParts(run, units) };
  }

  async loadRun(runId: string, units?: readonly string[]): Promise<RunRecord | undefined> {
    const run = this.#runs.get(runId);
    if (run === undefined) return undefined;
    const input: Json = JSON.parse(run.submit.input);
    return { ...toSummary(runId, run), input, ...toResult(run), ...toParts(run, units) };
  }

  async loadUnit(runId: string, unit: string): Promise<UnitRecord | undefined> {
    const found = this.#runs.get(runId)?.units.get(unit);
    return found && toRecord(found);
  }

  async isHeld(runId: string, unit: string, token: number): Promise<boolean> {
    return token > 0 && this.#runs.get(runId)?.units.get(unit)?.token === token;
  }

  async loadFields(runId: string, fields: readonly RunField[]): Promise<ReadonlyMap<RunField, string>> {
    const found = new Map<RunField, string>();
    for (const field of fields) {
      const value = this.#runs.get(runId)?.read(field);
      if (value !== undefined) found.set(field, value);
    }
    return found;
  }

  async measureFields(runId: string, fields: readonly RunField[]): Promise<ReadonlyMap<RunField, number>> {
    const found = await this.loadFields(runId, fields);
    return new Map([...found].map(([field, value]) => [field, Buffer.byteLength(value)]));
  }

  readonly listForkFields = async (runId: string) => this.#runs.get(runId)?.forkFields ?? [];

  async loadLogPage(runId: string, ...asked: [after: number, limit: number, maxBytes?: number]) {
    const log = this.#runs.get(runId)?.events;
    return log && loadLogPage(log, ...asked);
  }

  async loadItems(runId: string, step: string, from: number, limit: number): Promise<readonly ItemRecord[]> {
    const results = this.#runs.get(runId)?.results;
    return Array.from({ length: limit }, (_, i) => results?.get(`${step}.${from + i}`)).filter(
      (record) => record !== undefined,
    );
  }

  async loadItemValue(runId: string, step: string, item: number): Promise<string | undefined> {
    const chunk = this.#runs.get(runId)?.lists.get(step)?.[Math.floor(item / ITEMS_PER_CHUNK)];
    return chunk?.split('\n')[item % ITEMS_PER_CHUNK];
  }

  async listRuns(query: RunQuery): Promise<RunPage> {
    return listRuns(this.#runs, query);
  }

  async listBlocked(reason: string, limit: number, after?: BlockedUnit): Promise<readonly BlockedUnit[]> {
    const all = listBlocked(this.#runs, reason);
    const from = after === undefined ? 0 : all.findIndex((unit) => compareBlocked(unit, after) > 0);
    return from < 0 ? [] : all.slice(from, from + limit);
  }

  /** Does nothing, because the list is made from the runs that exist. */
  async forgetBlocked(): Promise<void> {}

  async countBlocked(): Promise<ReadonlyMap<string, number>> {
    return countBlocked(this.#runs);
  }

  readonly listApprovals = async (query: ApprovalQuery) => listApprovals(this.#runs, query);
  readonly findApproval = async (runId: string, unit: string) => findApproval(this.#runs, runId, unit);

  async takeWakeups(of: WakeupClass, limit: number, leaseMs: number): Promise<readonly Wakeup[]> {
    return this.#wakeups.take(of, limit, leaseMs);
  }

  readonly untilNextTimer: BareRunStore['untilNextTimer'] = async () => this.#wakeups.untilNextTimer();

  async armWakeup(wakeup: Wakeup, afterMs: number): Promise<void> {
    this.#wakeups.bringForward(wakeup, afterMs);
  }

  async moveWakeup(wakeup: Wakeup, afterMs: number): Promise<void> {
    this.#wakeups.move(wakeup, afterMs);
  }

  async clearWakeup(wakeup: Wakeup): Promise<void> {
    const unit = wakeup.subject === 'unit' ? this.#runs.get(wakeup.runId)?.units.get(wakeup.unit) : undefined;
    if (wakeup.subject === 'entry') this.#runs.get(wakeup.runId)?.entries.delete(wakeup.entry);
    if (wakeup.subject !== 'unit' || unit?.park !== wakeup.park) this.#wakeups.clear(wakeup);
  }

  async loadEntry(runId: string, entry: EntryId): Promise<string | undefined> {
    return this.#runs.get(runId)?.entries.get(entry);
  }

  async deleteFinished(ageMs: number, limit: number): Promise<number> {
    const due = await this.listFinished(ageMs, limit, 0);
    for (const { runId } of due) this.#delete(runId);
    return due.length;
  }

  readonly listFinished: BareRunStore['listFinished'] = async (ageMs, limit, skip) =>
    listFinished(this.#runs, this.#now() - ageMs, limit, skip);

  async deleteRun(runId: string, as?: RunAsRead): Promise<RunDeletion> {
    const deletion = judgeDeletion(this.#runs.get(runId), as);
    if (deletion === 'deleted') this.#delete(runId);
    return deletion;
  }

  #delete(runId: string): void {
    this.#runs.delete(runId);
    this.#onDeleted(runId);
  }

  readonly watchEnds: BareRunStore['watchEnds'] = (kind, listener) => this.#ends.watch(kind, listener);

  async now(): Promise<number> {
    return this.#now();
  }

  #submit(submit: Submit, known: MemoryRun | undefined): SubmitAnswer {
    const now = this.#now();
    const { dedupe, tenant } = submit;
    const entry = dedupe && this.#dedupe.find(tenant, dedupe.key, now);
    if (entry !== undefined && entry.runId !== submit.runId)
      return { result: 'duplicate', runId: entry.runId, sameBody: entry.body === dedupe?.body };
    const run = known ?? new MemoryRun(submit, now, this.#hooks);
    const turn = new Turn(run, submit.id, submit.issuer, now);
    if (known !== undefined) {
      if (!known.isTerminal) turn.rebuild();
      return { result: 'repeated', createdAt: run.createdAt, ...run.toMoves(turn.told) };
    }
    beginRun(turn, submit);
    this.#runs.set(submit.runId, run);
    const { runId, delayMs, timeoutMs } = submit;
    if (delayMs > 0) this.#wakeups.armForRun(runId, 'start', delayMs);
    else this.#wakeups.armForRun(runId, 'watchdog', this.#watchdogMs);
    if (timeoutMs !== undefined && delayMs === 0) this.#wakeups.armForRun(runId, 'deadline', timeoutMs);
    if (dedupe !== undefined)
      this.#dedupe.keep(tenant, dedupe.key, { runId, body: dedupe.body, until: now + dedupe.ttlMs });
    return { result: 'created', createdAt: now, ...run.toMoves(turn.told) };
  }

  #armEntries(runId: string, entries: readonly EntryId[] = []): void {
    for (const entry of entries)
      this.#wakeups.arm({ subject: 'entry', runId, entry, kind: 'entry' }, ENTRY_WAKE_MS);
  }

  #afterCommit(commit: Commit, run: MemoryRun | undefined, wasOver: boolean): void {
    const { runId, change } = commit;
    if (change.to === 'started') {
      this.#wakeups.clearForRun(runId, 'start');
      if (change.timeoutMs !== undefined) this.#wakeups.armForRun(runId, 'deadline', change.timeoutMs);
    }
    if (change.to === 'retried' && wasOver && !run?.isTerminal && change.timeoutMs !== undefined)
      this.#wakeups.armForRun(runId, 'deadline', change.timeoutMs);
    if (run?.isTerminal && !wasOver) {
      this.#wakeups.clearForRun(runId, 'watchdog', 'start', 'deadline');
      this.#ends.tell(runId, run.status);
    } else if (commit.issuer.job === '') {
      this.#wakeups.armForRun(runId, 'watchdog', this.#watchdogMs);
    }
  }
}
