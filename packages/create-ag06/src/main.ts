import { parseArgs } from 'node:util';
import { createProject } from './create-project.ts';
import { printable } from './printable.ts';
import { ProjectError } from './project-error.ts';
import { NEEDED_NODE } from './version.ts';

const USAGE = `npm create ag06@latest [FOLDER] [-- --broker embedded|redis|postgres]

Writes a small project of agents and a workflow, with its tests. Asks nothing, and overwrites nothing.`;

/** `npm create ag06`: writes a project, and says what comes next. Resolves with the exit code: 2 for a wrong call. */
export async function main(
  args: readonly string[],
  print: (line: string) => void = console.log,
  complain: (line: string) => void = console.error,
  node: string = process.versions.node,
): Promise<number> {
  try {
    const { help, ...options } = readArguments(args);
    if (help) {
      print(USAGE);
      return 0;
    }
    const { folder, files, next } = await createProject(options);
    print(`Wrote ${files.length} files to ${printable(folder)}. Next:`);
    for (const command of next) print(`  ${command}`);
    if (isTooOld(node))
      complain(
        `create-ag06: the project needs Node ${NEEDED_NODE} or newer to run, and this is ${node}. Install one: https://nodejs.org (NODE_TOO_OLD)`,
      );
    return 0;
  } catch (error) {
    if (!(error instanceof ProjectError)) throw error;
    complain(`create-ag06: ${error.message} (${error.code})`);
    return 2;
  }
}

/** Whether a Node is older than the one that projects need. This package itself runs on older ones. */
function isTooOld(node: string): boolean {
  const [major = 0, minor = 0] = node.split('.').map(Number);
  const [neededMajor = 0, neededMinor = 0] = NEEDED_NODE.split('.').map(Number);
  return major < neededMajor || (major === neededMajor && minor < neededMinor);
}

/** Throws `ProjectError` CALL_INVALID. */
function readArguments(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const flags = { broker: text, packages: text, help: { type: 'boolean', short: 'h' } } as const;
  try {
    const { values, positionals } = parseArgs({ args: [...args], options: flags, allowPositionals: true });
    if (positionals.length > 1)
      throw new Error(`One folder is enough; got ${printable(positionals.join(', '))}.`);
    return { ...values, folder: positionals[0] };
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new ProjectError('CALL_INVALID', `${message}\n\n${USAGE}\n`, { cause });
  }
}
