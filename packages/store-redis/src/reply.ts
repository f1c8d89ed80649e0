import { laneOfUnit, type RunStatus } from '@ag06/contracts';
import type {
  AnswerTo,
  Claim,
  ClaimAnswer,
  Command,
  Commit,
  CommitAnswer,
  Enqueue,
  EntryId,
  Grant,
  Moves,
  RunField,
  Signal,
  SignalAnswer,
  Submit,
  SubmitAnswer,
} from '@ag06/protocol';
import { judgeRunMeta, StoreError } from '@ag06/store';
import { toCommandError } from './to-store-error.ts';
import { toStatus } from './unit-text.ts';

const NOTHING_READ: Pick<Grant, 'values'> = { values: new Map() };
const NO_GRANTS: readonly Grant[] = [];
const NO_ENQUEUES: readonly Enqueue[] = [];

/** Reads the function's answers to a batch of commands one by one from its flat list. */
export class Reply {
  readonly #parts: readonly (string | number | boolean)[];
  /** The values told in the answer at hand, and the maps that repeat one of them. */
  readonly #told = new Map<RunField, string>();
  readonly #shared: [RunField, Map<RunField, string>][] = [];
  #at = 0;

  constructor(parts: readonly (string | number | boolean)[]) {
    this.#parts = parts;
  }

  /** Returns the answer to the next command of the batch, or the error that the function reported for it. */
  next<C extends Command>(command: C): AnswerTo<C> | StoreError;
  next(
    command: Submit | Claim | Commit | Signal,
  ): SubmitAnswer | ClaimAnswer | CommitAnswer | SignalAnswer | StoreError {
    const word = this.#text();
    if (word === 'error') return toCommandError(this.#text());
    switch (command.kind) {
      case 'submit':
        return this.#submitAnswer(word);
      case 'claim':
        return this.#claimAnswer(word, command.runId);
      case 'commit':
        return this.#commitAnswer(word);
      case 'signal':
        return this.#signalAnswer(word);
    }
  }

  #submitAnswer(word: string): SubmitAnswer {
    switch (word) {
      case 'duplicate':
        return { result: word, runId: this.#text(), sameBody: this.#number() === 1 };
      case 'created':
      case 'repeated':
        return { result: word, createdAt: this.#number(), ...this.#moves() };
      default:
        throw invalid('a submission', word);
    }
  }

  #claimAnswer(word: string, runId: string): ClaimAnswer | StoreError {
    switch (word) {
      case 'claimed':
        return this.#claimed(runId);
      case 'early':
        return { result: word, waitMs: this.#number() };
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

  /** Reads the whole answer before it checks the meta, so that the next answer begins in the right place. */
  #claimed(runId: string): ClaimAnswer | StoreError {
    const createdAt = this.#number();
    const text = this.#text();
    const input = this.#optionalText();
    const again = this.#number() === 1;
    const moves = this.#moves();
    const meta = judgeRunMeta(runId, text);
    if (meta instanceof StoreError) return meta;
    return { result: 'claimed', createdAt, meta, input, again, ...moves };
  }

  #commitAnswer(word: string): CommitAnswer {
    switch (word) {
      case 'applied':
      case 'repeated':
        return { result: word, ...this.#moves() };
      case 'refused': {
        const reason = this.#text() as 'guard' | 'terminal' | 'unknown';
        if (reason === 'unknown') return { result: word, reason };
        return { result: word, reason, status: this.#text() as RunStatus };
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
        const reason = this.#text() as 'terminal' | 'full' | 'unknown';
        if (reason === 'unknown') return { result: word, reason };
        return { result: word, reason, status: this.#text() as RunStatus };
      }
      default:
        throw invalid('a signal', word);
    }
  }

  #moves(): Moves {
    const word = this.#text();
    const isSending = word.endsWith('+');
    const status = (isSending ? word.slice(0, -1) : word) as RunStatus;
    const grants = this.#grants();
    const evaluations = this.#grants();
    this.#shareValues();
    const moves = {
      status,
      grants,
      evaluations,
      enqueues: this.#enqueues(),
      obsolete: this.#enqueues(),
    };
    if (!isSending) return moves;
    return { ...moves, entries: Array.from({ length: this.#number() }, () => this.#entry()) };
  }

  #grants(): readonly Grant[] {
    const count = this.#number();
    return count === 0 ? NO_GRANTS : Array.from({ length: count }, () => this.#grant());
  }

  #grant(): Grant {
    const grant = {
      unit: this.#text(),
      attempt: this.#number(),
      token: this.#number(),
      lost: this.#number(),
    };
    const count = this.#number();
    if (laneOfUnit(grant.unit) === undefined) return { ...grant, ...this.#values(count) };
    const item = this.#item();
    return { ...grant, ...this.#values(count - 1), item };
  }

  /** Reads the item of a lane, which is its first value. */
  #item(): NonNullable<Grant['item']> {
    this.#at++;
    const item = this.#text();
    const at = item.indexOf('|');
    return { index: Number(item.slice(0, at)), value: item.slice(at + 1) };
  }

  #values(count: number): Pick<Grant, 'values' | 'unread'> {
    if (count === 0) return NOTHING_READ;
    const values = new Map<RunField, string>();
    const unread: RunField[] = [];
    for (let i = 0; i < count; i++) {
      const field = this.#text() as RunField;
      const told = this.#parts[this.#at++];
      if (told === false) unread.push(field);
      else if (told === true) this.#shared.push([field, values]);
      else {
        const value = field.startsWith('s:') ? toStatus(String(told)) : String(told);
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
    const count = this.#number();
    return count === 0 ? NO_ENQUEUES : Array.from({ length: count }, () => this.#enqueue());
  }

  #enqueue(): Enqueue {
    return {
      unit: this.#text(),
      attempt: this.#number(),
      dispatch: this.#number(),
      delayMs: this.#number(),
    };
  }

  /** Of its wake-up, the last part. */
  #entry(): EntryId {
    const text = this.#text();
    return text.slice(text.lastIndexOf('|') + 1) as EntryId;
  }

  #text(): string {
    return String(this.#parts[this.#at++]);
  }

  #optionalText(): string | undefined {
    const part = this.#parts[this.#at++];
    return part === false ? undefined : String(part);
  }

  #number(): number {
    return Number(this.#parts[this.#at++]);
  }
}

const invalid = (what: string, word: string): StoreError =>
  new StoreError('STORE_REPLY_INVALID', `The store answered ${what} with ${JSON.stringify(word)}.`);
