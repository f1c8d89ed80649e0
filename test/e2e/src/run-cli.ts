import { fileURLToPath } from 'node:url';
import { type ServiceProcess, startProcess } from '@ag06/test-support';

const CLI = fileURLToPath(new URL('../../../services/cli/src/main.ts', import.meta.url));
/** Nobody listens on the port for discarding. */
const NOBODY = 'http://127.0.0.1:9';

interface CliOptions {
  readonly cwd: string;
  /** Where the dispatcher is; nowhere if it is not said. */
  readonly url?: string;
}

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** `ag06` with these words, as a process that runs. */
export function startCli(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<ServiceProcess> {
  return startProcess({ entry: CLI, args, cwd, env });
}

/** `ag06` with these words, to its end. */
export async function runCli(args: readonly string[], { cwd, url = NOBODY }: CliOptions): Promise<Ended> {
  const cli = await startCli(args, cwd, { AG06_URL: url });
  const { code } = await cli.exited;
  return { code, out: cli.stdout.join('\n'), err: cli.stderr.join('\n') };
}
