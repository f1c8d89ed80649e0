import { UsageError } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { runCommand } from '../run-command.ts';

const SILENT: Output = {
  isJson: false,
  isStyled: false,
  tables: {},
  text: () => {},
  json: () => {},
  table: () => {},
  note: () => {},
};

/** Runs a wrong call. Resolves with the message of its `UsageError`; rejects if it is carried out, or fails otherwise. */
export async function refuse(words: readonly string[]): Promise<string> {
  try {
    await runCommand(words, SILENT);
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  throw new Error(`ag06 ${words.join(' ')} was carried out.`);
}
