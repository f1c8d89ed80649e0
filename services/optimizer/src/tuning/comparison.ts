import { AttemptTally, type JudgedAttempt, type TallyFigures } from './attempt-tally.ts';
import { ATTEMPTS_MIN, type Finding, judgeAttempts, WINDOW_MS, Z_BESIDE } from './judge-attempts.ts';

/** What a comparison has come to. */
export interface Verdict {
  readonly is: 'open' | 'good' | 'bad';
  readonly finding: Finding;
  readonly tried: TallyFigures;
  readonly others: TallyFigures;
  /** What is tried is better by more than chance. */
  readonly isClear: boolean;
}

interface ComparisonOptions {
  /** Windows that were worse until now. */
  readonly worse?: number;
  /** Both sides need so many attempts before their value is compared. */
  readonly attemptsMin?: number;
  /** So many standard errors are no chance. */
  readonly z?: number;
  /** Whether both sides may behave differently; if not, values that differ do so by chance. */
  readonly differs?: boolean;
}

const BAD_WINDOWS = 2;
/** A window whose difference may be chance lasts so many times as long at most. */
const LOOKS_MAX = 3;

/**
 * Compares attempts under settings that are tried with others, in windows of 30 s that last until both sides have enough, and up
 * to three times as long while a difference may be chance. Bad: two windows in a row are worse, or one is harmful. Good: one
 * is not worse.
 */
export class Comparison {
  readonly #attemptsMin: number;
  readonly #z: number;
  #begunAt: number;
  #looks = 1;
  #tried = new AttemptTally();
  #others = new AttemptTally();
  #worse: number;
  #differs: boolean;

  constructor(now: number, options: ComparisonOptions = {}) {
    this.#begunAt = now;
    this.#worse = options.worse ?? 0;
    this.#attemptsMin = options.attemptsMin ?? ATTEMPTS_MIN;
    this.#z = options.z ?? Z_BESIDE;
    this.#differs = options.differs ?? true;
  }

  get worse(): number {
    return this.#worse;
  }

  /** Something has happened in which both sides behave differently. */
  noteDifference(): void {
    this.#differs = true;
  }

  add(attempt: JudgedAttempt, isTried: boolean): void {
    (isTried ? this.#tried : this.#others).add(attempt);
  }

  /** @param known what the others bring, if they are not compared at the same time */
  judge(now: number, known?: TallyFigures): Verdict {
    const others = known ?? this.#others.figures();
    const tried = this.#tried.figures();
    const finding = judgeAttempts(this.#tried, others, { attemptsMin: this.#attemptsMin, z: this.#z });
    const isClear = this.#isClear(now, tried, others);
    const toVerdict = (is: Verdict['is']): Verdict => ({ is, finding, tried, others, isClear });
    if (finding.is === 'harmful') return toVerdict('bad');
    if (isClear) {
      this.#next(now);
      return toVerdict('good');
    }
    if (!this.#isDue(now) || others.attempts < this.#attemptsMin) return toVerdict('open');
    if (finding.is === 'unclear' && this.#differs && this.#looks < LOOKS_MAX) {
      this.#looks++;
      return toVerdict('open');
    }
    this.#next(now);
    if (!this.#differs) return toVerdict('good');
    if (finding.is === 'unknown') return toVerdict('open');
    this.#worse = finding.is === 'worse' ? this.#worse + 1 : 0;
    if (finding.is !== 'worse') return toVerdict('good');
    return toVerdict(this.#worse >= BAD_WINDOWS ? 'bad' : 'open');
  }

  /** Whether what was tried until now is as good, by so many attempts on each side. */
  isAsGood(attemptsMin: number): boolean {
    return judgeAttempts(this.#tried, this.#others.figures(), { attemptsMin, z: this.#z }).is === 'as-good';
  }

  /** Returns what was tried in a whole window, compared with nothing. Undefined: it is not over yet. */
  takeWindow(now: number): TallyFigures | undefined {
    if (!this.#isDue(now)) return undefined;
    const figures = this.#tried.figures();
    this.#next(now);
    return figures;
  }

  /** Half a window is enough for what is better by more than chance: as it would pass if it were only as good. */
  #isClear(now: number, tried: TallyFigures, others: TallyFigures): boolean {
    if (now < this.#begunAt + WINDOW_MS / 2 || Math.min(tried.attempts, others.attempts) < this.#attemptsMin)
      return false;
    return tried.worth - others.worth > this.#z * Math.hypot(tried.worthError, others.worthError);
  }

  #isDue(now: number): boolean {
    return now >= this.#begunAt + this.#looks * WINDOW_MS && this.#tried.attempts >= this.#attemptsMin;
  }

  #next(now: number): void {
    this.#begunAt = now;
    this.#looks = 1;
    this.#tried = new AttemptTally();
    this.#others = new AttemptTally();
  }
}
