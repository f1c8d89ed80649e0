import type { CheckResult } from '@ag06/store';

type Problem = Extract<CheckResult, { is: 'problem' | 'warning' }>;

/** The first sentence of a refusal is the finding, the rest is the remedy. */
const SENTENCES = /^(?<found>.*?)\. (?<remedy>[A-Z`].*)$/s;

/** Returns a finding that would stop a service from starting. */
export function toProblem(check: string, error: Error): Problem {
  const code = 'code' in error ? String(error.code) : 'BROKER_REFUSED';
  const { found = error.message, remedy = 'Set AG06_BROKER_URL accordingly.' } =
    SENTENCES.exec(error.message)?.groups ?? {};
  return { check, is: 'problem', code, found, remedy };
}
