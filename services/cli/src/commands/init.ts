import { createProject, ProjectError } from 'create-ag06';
import { parseArguments } from '../arguments.ts';
import { EXIT, UsageError } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { printable } from '../printable.ts';

const FLAGS = { broker: { type: 'string' }, packages: { type: 'string' } } as const;

/** `ag06 init [FOLDER]` writes a small project. It asks nothing, and overwrites nothing. */
export async function init(args: readonly string[], output: Output): Promise<number> {
  const parsed = parseArguments(args, FLAGS, 1);
  const options = {
    folder: parsed.positionals[0],
    broker: parsed.text('broker'),
    packages: parsed.text('packages'),
  };
  const written = await createProject(options).catch((error: unknown) => {
    throw error instanceof ProjectError
      ? new UsageError(error.message, { cause: error, code: error.code })
      : error;
  });
  const { folder, files, next } = written;
  output.json({ folder, files, next });
  output.text(`Wrote ${files.length} files to ${printable(folder)}. Next:`);
  for (const command of next) output.text(`  ${command}`);
  return EXIT.ok;
}
