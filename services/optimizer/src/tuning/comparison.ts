import { AttemptTally, type JudgedAttempt, type TallyFigures } from './attempt-tally.ts';
import { ATTEMPTS_MIN, type Finding, judgeAttempts, WINDOW_MS } from './judge-attempts.ts';

/** What a comparison has come to. */
export interface Verdict {
  readonly is: 'open' | 'good' | 'bad';
  readonly finding: Finding;
  readonly tried: TallyFigures;
  readonly others: TallyFigures;
}

const BAD_WINDOWS = 2;

/**
 * Compares attempts under settings that are tried with others, in windows of 30 s that last until both sides have enough.
 * Bad: two windows in a row are worse, or one is harmful. Good: one is not worse.
 */
export class Comparison {
  #begunAt: number;
  #tried = new AttemptTally();
  #others = new AttemptTally();
  #worse: number;

  /** @param worse windows that were worse until now */
  constructor(now: number, worse = 0) {
    this.#begunAt = now;
    this.#worse = worse;
  }

  get worse(): number {
    return this.#worse;
  }

  add(attempt: JudgedAttempt, isTried: boolean): void {
    (isTried ? this.#tried : this.#others).add(attempt);
  }

  /** @param known what the others bring, if they are not compared at the same time */
  judge(now: number, known?: TallyFigures): Verdict {
    const others = known ?? this.#others.figures();
    const tried = this.#tried.figures();
    const finding = judgeAttempts(this.#tried, others);
    const toVerdict = (is: Verdict['is']): Verdict => ({ is, finding, tried, others });
    if (finding.is === 'harmful') return toVerdict('bad');
    if (!this.#isDue(now) || others.attempts < ATTEMPTS_MIN) return toVerdict('open');
    this.#next(now);
    if (finding.is === 'unknown') return toVerdict('open');
    this.#worse = finding.is === 'worse' ? this.#worse + 1 : 0;
    if (finding.is === 'as-good') return toVerdict('good');
    return toVerdict(this.#worse >= BAD_WINDOWS ? 'bad' : 'open');
  }
  /** Returns what was tried in a whole window, compared with nothing. Undefined: it is not over yet. */
  takeWindow(now: number): TallyFigures | undefined {
    if (!this.#isDue(now)) return undefined;
    const figures = this.#tried.figures();
    this.#next(now);
    return figures;
  }

  #isDue(now: number): boolean {
    return now >= this.#begunAt + WINDOW_MS && this.#tried.attempts >= ATTEMPTS_MIN;
  }

  #next(now: number): void {
    this.#begunAt = now;
    this.#tried = new AttemptTally();
    this.#others = new AttemptTally();
  }
}
