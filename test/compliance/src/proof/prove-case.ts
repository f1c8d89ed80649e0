import { it } from '@jest/globals';
import { CASES, titleOf } from '../cases.ts';
import { addNote } from './notes.ts';

const DEFAULT_TIMEOUT_MS = 120_000;

/** Tells the report what was measured: what it is, and its value with the unit. */
export type Measure = (what: string, value: number | string) => void;

/**
 * Defines the test of a case. `asserted` says in a sentence what it proves. Throws for a number that is no case.
 */
export function proveCase(
  number: number,
  asserted: string,
  prove: (measure: Measure) => Promise<void>,
  timeoutMs = DEFAULT_TIMEOUT_MS,
): void {
  const found = CASES.find((one) => one.number === number);
  if (found === undefined) throw new Error(`There is no case ${number}.`);
  const proveAndNote = async () => {
    const measured: Record<string, number | string> = {};
    try {
      await prove((what, value) => {
        measured[what] = value;
      });
    } finally {
      addNote({ number, asserted, measured });
    }
  };
  it(titleOf(found), proveAndNote, timeoutMs);
}
