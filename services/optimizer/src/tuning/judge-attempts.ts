import type { AttemptTally, TallyFigures } from './attempt-tally.ts';

/** Both sides need so many attempts in a window before their value is compared. */
export const ATTEMPTS_MIN = 60;
export const WINDOW_MS = 30_000;

/** What is found out by comparing attempts with others that had other settings. */
export type Finding =
  /** Too little to say, or nothing works on either side. */
  | { readonly is: 'unknown' }
  | { readonly is: 'as-good' }
  /** Worse, but not by more than chance makes. */
  | { readonly is: 'unclear' }
  | { readonly is: 'worse' }
  /** A hard limit: settings are taken back at once. */
  | { readonly is: 'harmful'; readonly because: Harm };
type Harm = 'oom' | 'failures' | 'slow';

/** Below this share of the value of the others, a window is bad (design, section 7). */
const WORSE = 0.9;
/** Of the value that was possible: where both sides bring less, only one that is clearly better tells something. */
const WORTH_MIN = 0.05;
const FAILURES_MORE = 0.2;
const FAILURES_ATTEMPTS_MIN = 30;
/** Times the others' p99. */
const SLOW = 3;
const SLOW_COUNT_MIN = 4;
/** Standard errors that chance does not reach, also if it is looked at every second. */
const Z = 3;
/** Of values of both sides at the same time, two windows in a row; times before and after differ by more than their attempts do. */
export const Z_BESIDE = 2;
export const Z_BEFORE = 3;

interface JudgeOptions {
  /** Both sides need so many attempts before their value is compared. */
  readonly attemptsMin?: number;
  /** Values that differ by so many standard errors do not by chance. */
  readonly z?: number;
}

/** Compares attempts with others, whose settings are known to do. */
export function judgeAttempts(
  tried: AttemptTally,
  others: TallyFigures,
  { attemptsMin = ATTEMPTS_MIN, z = Z_BESIDE }: JudgeOptions = {},
): Finding {
  const harm = findHarm(tried, others);
  if (harm !== undefined) return { is: 'harmful', because: harm };
  if (Math.min(tried.attempts, others.attempts) < attemptsMin) return { is: 'unknown' };
  const { worth, worthError } = tried.figures();
  const chance = z * Math.hypot(worthError, others.worthError);
  if (Math.max(worth, others.worth) < WORTH_MIN)
    return { is: worth > others.worth + chance ? 'as-good' : 'unknown' };
  if (worth >= WORSE * others.worth) return { is: 'as-good' };
  return { is: others.worth - worth <= chance ? 'unclear' : 'worse' };
}

function findHarm(tried: AttemptTally, others: TallyFigures): Harm | undefined {
  const { attempts, failures, ooms } = tried.figures();
  if (ooms > 0 && others.ooms === 0) return 'oom';
  const [n, m] = [attempts, others.attempts];
  if (Math.min(n, m) < FAILURES_ATTEMPTS_MIN) return undefined;
  const pooled = (n * failures + m * others.failures) / (n + m);
  const more = failures - others.failures;
  if (more > FAILURES_MORE && more > Z * differenceError(pooled, n, m)) return 'failures';
  if (Math.min(n, m) < ATTEMPTS_MIN) return undefined;
  // A hundredth is as slow as the others' p99 by definition, which is itself known from their attempts only.
  const slow = tried.countAbove(SLOW * others.p99Ms);
  const isMore = slow / n - 0.01 > Z * differenceError((slow + 0.01 * m) / (n + m), n, m);
  return slow >= SLOW_COUNT_MIN && isMore ? 'slow' : undefined;
}

/** The standard error of the difference of two shares, of so many attempts each, that are alike. */
const differenceError = (share: number, n: number, m: number): number =>
  Math.sqrt(share * (1 - share) * (1 / n + 1 / m));

/** Says for people what was found. @param beside who the others are */
export function tellFinding(
  finding: Finding,
  tried: TallyFigures,
  others: TallyFigures,
  beside: string,
): string {
  switch (finding.is) {
    case 'unknown':
      return `${tried.attempts} attempts, and ${others.attempts} of ${beside}: ${ATTEMPTS_MIN} of each are needed`;
    case 'as-good':
    case 'unclear':
    case 'worse':
      return `attempts brought ${percent(tried.worth)} of what was possible, those of ${beside} ${percent(others.worth)}`;
    case 'harmful':
      return tellHarm(finding.because, tried, others, beside);
  }
}

function tellHarm(harm: Harm, tried: TallyFigures, others: TallyFigures, beside: string): string {
  switch (harm) {
    case 'oom':
      return `${tried.ooms} attempts ran out of memory, and none of ${beside}`;
    case 'failures':
      return `${percent(tried.failures)} of attempts failed, of ${beside} ${percent(others.failures)}`;
    case 'slow':
      return `1 % of attempts took longer than ${Math.round(tried.p99Ms)} ms, of ${beside} than ${Math.round(others.p99Ms)} ms`;
  }
}

/** The figures of both sides, as a decision has them for evidence. */
export const toEvidence = (tried: TallyFigures, others: TallyFigures): Record<string, number> => ({
  attempts: tried.attempts,
  otherAttempts: others.attempts,
  worthPercent: 100 * tried.worth,
  otherWorthPercent: 100 * others.worth,
  worthErrorPercent: 100 * Math.hypot(tried.worthError, others.worthError),
  failuresPercent: 100 * tried.failures,
  otherFailuresPercent: 100 * others.failures,
  p99Ms: tried.p99Ms,
  otherP99Ms: others.p99Ms,
});

const percent = (share: number): string => `${Math.round(1_000 * share) / 10} %`;
