import {
  type AnswerTo,
  type Claim,
  type ClaimAnswer,
  type Command,
  type Commit,
  type CommitAnswer,
  type Enqueue,
  type Grant,
  laneOfUnit,
  type Moves,
  type RunField,
  type RunMeta,
  type RunStatus,
  type Submit,
  type SubmitAnswer,
} from '@ag06/contracts';
import { StoreError } from '@ag06/store';
import { toStoreError } from './to-store-error.ts';

const NO_VALUES: ReadonlyMap<RunField, string> = new Map();
const NO_GRANTS: readonly Grant[] = [];
const NO_ENQUEUES: readonly Enqueue[] = [];

/** Reads the answers that the function gave to a batch of commands, one after the other, from its one flat list. */
export class Reply {
  readonly #parts: readonly (string | number | false)[];
  #at = 0;

  constructor(parts: readonly (string | number | false)[]) {
    this.#parts = parts;
  }

  /** The answer to the next command of the batch, or what the function reported in its place. */
  next<C extends Command>(command: C): AnswerTo<C> | StoreError;
  next(command: Submit | Claim | Commit): SubmitAnswer | ClaimAnswer | CommitAnswer | StoreError {
    const word = this.#text();
    if (word === 'error') return toStoreError(this.#text());
    switch (command.kind) {
      case 'submit':
        return this.#submitAnswer(word);
      case 'claim':
        return this.#claimAnswer(word);
      case 'commit':
        return this.#commitAnswer(word);
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

  #claimAnswer(word: string): ClaimAnswer {
    switch (word) {
      case 'claimed':
        return {
          result: word,
          createdAt: this.#number(),
          meta: JSON.parse(this.#text()) as RunMeta,
          input: this.#optionalText(),
          again: this.#number() === 1,
          ...this.#moves(),
        };
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

  #moves(): Moves {
    return {
      status: this.#text() as RunStatus,
      grants: this.#grants(),
      evaluations: this.#grants(),
      enqueues: this.#enqueues(),
      obsolete: this.#enqueues(),
    };
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
    return laneOfUnit(grant.unit) === undefined
      ? { ...grant, values: this.#values() }
      : this.#laneGrant(grant);
  }

  /** Its first value is the item that the lane has in hand. */
  #laneGrant(grant: Omit<Grant, 'values' | 'item'>): Grant {
    const count = this.#number();
    this.#at++;
    const item = this.#text();
    const at = item.indexOf('|');
    const values = this.#valuesOf(count - 1);
    return { ...grant, values, item: { index: Number(item.slice(0, at)), value: item.slice(at + 1) } };
  }

  #values(): ReadonlyMap<RunField, string> {
    return this.#valuesOf(this.#number());
  }

  #valuesOf(count: number): ReadonlyMap<RunField, string> {
    if (count === 0) return NO_VALUES;
    const values = new Map<RunField, string>();
    for (let i = 0; i < count; i++) values.set(this.#text() as RunField, this.#text());
    return values;
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
