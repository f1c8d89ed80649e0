import { spawn } from 'node:child_process';
import { type Command, endOf, printedOf } from './run-command.ts';

/**
 * Runs all commands at the same time, and writes what each printed, in one piece, when it has ended. Resolves with the exit
 * code of the first of the row that failed, or 0.
 */
export async function runAtOnce(
  commands: readonly Command[],
  write: (text: string) => void,
): Promise<number> {
  const codes = await Promise.all(
    commands.map(async (command) => {
      const { code, printed } = await run(command);
      write(printed);
      return code;
    }),
  );
  return codes.find((code) => code !== 0) ?? 0;
}

async function run([file, ...args]: Command): Promise<{ readonly code: number; readonly printed: string }> {
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const [code, printed] = await Promise.all([endOf(child), printedOf(child)]);
  return { code, printed };
}
