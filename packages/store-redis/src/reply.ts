import { laneOfUnit, RUN_STATUSES, type RunStatus } from '@ag06/contracts';
import {
  type AnswerTo,
  type Claim,
  type ClaimAnswer,
  type Command,
  type Commit,
  type CommitAnswer,
  type Enqueue,
  type EntryId,
  type Grant,
  isEntryId,
  isRunField,
  isSignalRefusal,
  type Moves,
  type RunField,
  type Signal,
  type SignalAnswer,
  type Submit,
  type SubmitAnswer,
} from '@ag06/protocol';
import { judgeRunMeta, StoreError, toBroken, unreadable, withoutLarge } from '@ag06/store';
import { type Part, ReplyParts } from './reply-parts.ts';
import { invalid, toCommandError } from './to-store-error.ts';
import { readUnitStatus } from './unit-text.ts';

const STATUSES: ReadonlyMap<string, RunStatus> = new Map(RUN_STATUSES.map((status) => [status, status]));
const NOTHING_READ: Pick<Grant, 'values'> = { values: new Map() };
const NO_GRANTS: readonly Grant[] = [];
const NO_ENQUEUES: readonly Enqueue[] = [];

/** Reads the function's answers to a batch of commands one by one from its flat list. */
export class Reply {
  readonly #parts: ReplyParts;
  /** The values told in the answer at hand, and the maps that repeat one of them. */
  readonly #told = new Map<RunField, string>();
  readonly #shared: [RunField, Map<RunField, string>][] = [];
  /** The run of the answer at hand, and what of it is broken. */
  #runId = '';
  #broken: StoreError | undefined;

  constructor(parts: readonly Part[]) {
    this.#parts = new ReplyParts(parts);
  }

  /**
   * Returns the answer to the next command of the batch, or its error: the one that the function reported, or
   * `STORE_RECORD_INVALID` if it tells what cannot be. That answer is read to its end all the same, so that the next one
   * begins in the right place.
   */
  next<C extends Command>(command: C): AnswerTo<C> | StoreError;
  next(
    command: Submit | Claim | Commit | Signal,
  ): SubmitAnswer | ClaimAnswer | CommitAnswer | SignalAnswer | StoreError {
    this.#runId = command.runId;
    this.#broken = undefined;
    const word = this.#parts.text();
    if (word === 'error') return toCommandError(this.#parts.text(), command.runId);
    const answer = this.#answer(command, word);
    return this.#broken ?? answer;
  }

  #answer(
    command: Submit | Claim | Commit | Signal,
    word: string,
  ): SubmitAnswer | ClaimAnswer | CommitAnswer | SignalAnswer | StoreError {
    switch (command.kind) {
      case 'submit':
        return this.#submitAnswer(word);
      case 'claim':
        return this.#claimAnswer(word);
      case 'commit':
        return this.#commitAnswer(word);
      case 'signal':
        return this.#signalAnswer(word);
    }
  }

  #submitAnswer(word: string): SubmitAnswer {
    switch (word) {
      case 'duplicate':
        return { result: word, runId: this.#parts.text(), sameBody: this.#parts.number() === 1 };
      case 'created':
      case 'repeated':
        return { result: word, createdAt: this.#createdAt(), ...this.#moves() };
      default:
        throw invalid('a submission', word);
    }
  }

  #claimAnswer(word: string): ClaimAnswer | StoreError {
    switch (word) {
      case 'claimed':
        return this.#claimed();
      case 'early':
        return { result: word, waitMs: this.#parts.number() };
      case 'alone':
      case 'blocked':
      case 'stale':
      case 'terminal':
      case 'unknown':
        return { result: word };
      default:
        throw invalid('a claim', word);
    }
  }

  #claimed(): ClaimAnswer | StoreError {
    const createdAt = this.#createdAt();
    const text = this.#parts.text();
    const input = this.#parts.optionalText();
    const again = this.#parts.number() === 1;
    const moves = this.#moves();
    const meta = judgeRunMeta(this.#runId, text);
    if (meta instanceof StoreError) return meta;
    return { result: 'claimed', createdAt, meta, input, again, ...moves };
  }

  #commitAnswer(word: string): CommitAnswer {
    switch (word) {
      case 'applied':
      case 'repeated':
        return { result: word, ...this.#moves() };
      case 'refused': {
        const reason = this.#parts.text();
        if (reason === 'unknown') return { result: word, reason };
        if (reason !== 'guard' && reason !== 'terminal') throw invalid('a commit', reason);
        return { result: word, reason, status: this.#status(this.#parts.text()) };
      }
      default:
        throw invalid('a commit', word);
    }
  }

  #signalAnswer(word: string): SignalAnswer {
    switch (word) {
      case 'applied':
      case 'repeated':
        return { result: word, ...this.#moves() };
      case 'refused': {
        const reason = this.#parts.text();
        if (reason === 'unknown') return { result: word, reason };
        if (!isSignalRefusal(reason)) throw invalid('a signal', reason);
        return { result: word, reason, status: this.#status(this.#parts.text()) };
      }
      default:
        throw invalid('a signal', word);
    }
  }

  #moves(): Moves {
    const word = this.#parts.text();
    const isSending = word.endsWith('+');
    const status = this.#status(isSending ? word.slice(0, -1) : word);
    const grants = this.#grants();
    const evaluations = this.#grants();
    this.#shareValues();
    const moves = {
      status,
      grants: withoutLarge(grants),
      evaluations: withoutLarge(evaluations),
      enqueues: this.#enqueues(),
      obsolete: this.#enqueues(),
    };
    if (!isSending) return moves;
    return { ...moves, entries: Array.from({ length: this.#parts.number() }, () => this.#entry()) };
  }

  #grants(): readonly Grant[] {
    const count = this.#parts.number();
    return count === 0 ? NO_GRANTS : Array.from({ length: count }, () => this.#grant());
  }

  #grant(): Grant {
    const grant = {
      unit: this.#parts.text(),
      attempt: this.#parts.number(),
      token: this.#parts.number(),
      lost: this.#parts.number(),
    };
    this.#checkCounts(grant.unit, grant.attempt, grant.token, grant.lost);
    const count = this.#parts.number();
    if (laneOfUnit(grant.unit) === undefined) {
      if (count === 0 || this.#parts.peek() !== '#') return { ...grant, ...this.#values(grant.unit, count) };
      this.#parts.next();
      const iteration = this.#parts.number();
      return { ...grant, iteration, ...this.#values(grant.unit, count - 1) };
    }
    const item = this.#item(grant.unit);
    return { ...grant, ...this.#values(grant.unit, count - 1), item };
  }

  /** Reads the item of a lane, which is its first value. */
  #item(unit: string): NonNullable<Grant['item']> {
    this.#parts.next();
    const item = this.#parts.text();
    const at = item.indexOf('|');
    const index = Number(item.slice(0, at));
    this.#checkCounts(unit, at, index, index);
    return { index, value: item.slice(at + 1) };
  }

  #values(unit: string, count: number): Pick<Grant, 'values' | 'unread'> {
    if (count === 0) return NOTHING_READ;
    const values = new Map<RunField, string>();
    const unread: RunField[] = [];
    for (let i = 0; i < count; i++) {
      const field = this.#field(unit);
      const told = this.#parts.next();
      if (told === false) unread.push(field);
      else if (told === true) this.#shared.push([field, values]);
      else {
        const value = field.startsWith('s:') ? this.#unitStatus(field, String(told)) : String(told);
        this.#told.set(field, value);
        values.set(field, value);
      }
    }
    return unread.length === 0 ? { values } : { values, unread };
  }

  /** An answer has each value once; this copies it to every grant that reads it. */
  #shareValues(): void {
    for (const [field, values] of this.#shared) values.set(field, this.#told.get(field) ?? '');
    this.#shared.length = 0;
    if (this.#told.size > 0) this.#told.clear();
  }

  #enqueues(): readonly Enqueue[] {
    const count = this.#parts.number();
    return count === 0 ? NO_ENQUEUES : Array.from({ length: count }, () => this.#enqueue());
  }

  #enqueue(): Enqueue {
    const enqueue = {
      unit: this.#parts.text(),
      attempt: this.#parts.number(),
      dispatch: this.#parts.number(),
      delayMs: this.#parts.number(),
    };
    this.#checkCounts(enqueue.unit, enqueue.attempt, enqueue.dispatch, enqueue.delayMs);
    return enqueue;
  }

  /** Of its wake-up, the last part. */
  #entry(): EntryId {
    const text = this.#parts.text();
    const entry = text.slice(text.lastIndexOf('|') + 1);
    if (isEntryId(entry)) return entry;
    throw invalid('an entry', entry);
  }

  #status(word: string): RunStatus {
    const status = STATUSES.get(word);
    if (status !== undefined) return status;
    this.#note('h', unreadable('status', 'a status of runs', word));
    return 'running';
  }

  #createdAt(): number {
    const createdAt = this.#parts.number();
    if (!(createdAt >= 0)) this.#note('h', unreadable('createdAt', 'a moment', createdAt));
    return createdAt;
  }

  #unitStatus(field: RunField, text: string): string {
    try {
      return readUnitStatus(this.#runId, field, text);
    } catch (error) {
      this.#note(field, error);
      return '';
    }
  }

  #field(unit: string): RunField {
    const text = this.#parts.text();
    if (isRunField(text)) return text;
    this.#note(`s:${unit}`, unreadable('reads', 'fields of a run', text));
    return 'in';
  }

  #checkCounts(unit: string, a: number, b: number, c: number): void {
    if (a >= 0 && b >= 0 && c >= 0) return;
    this.#note(`s:${unit}`, new TypeError('a number of it is none'));
  }

  /** Remembers what is broken. The rest of the answer is read for its length only. */
  #note(field: string, why: unknown): void {
    this.#broken ??= toBroken(this.#runId, field, why);
  }
}
