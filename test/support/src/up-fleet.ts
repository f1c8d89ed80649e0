import { startProcess } from './service-process.ts';
import { tempDir } from './temp-dir.ts';

const CLI = new URL('../../../services/cli/src/main.ts', import.meta.url);

/** A fleet that `ag06 up` started, with a database in memory, in a folder of its own. */
export interface UpFleet {
  readonly url: string;
  /** Runs `ag06` against it. Resolves with its standard output; rejects if it does not exit with 0. */
  ag06(...args: readonly string[]): Promise<string>;
  /** Ends the fleet and removes its folder. */
  stop(): Promise<void>;
}

interface UpOptions {
  /** Of `ag06 up`. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts an embedded fleet as users do. `name` begins the name of its folder. */
export async function startUpFleet(name: string, { args = [], env = {} }: UpOptions = {}): Promise<UpFleet> {
  const folder = await tempDir(name);
  const own = { AG06_HTTP_PORT: '0', AG06_BROKER_URL: 'embedded::memory:', ...env };
  const up = await startProcess({ entry: CLI, args: ['up', ...args], env: own, cwd: folder.path });
  const stop = async () => {
    await up.stop();
    await folder.remove();
  };
  try {
    const [, url = ''] = await up.waitForLine(/ag06 is up at (http:\S+):/, 55_000);
    return { url, stop, ag06: (...asked) => runAg06(asked, url, folder.path) };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function runAg06(args: readonly string[], url: string, cwd: string): Promise<string> {
  const one = await startProcess({ entry: CLI, args, env: { AG06_URL: url }, cwd });
  const { code } = await one.exited;
  if (code !== 0) throw new Error(`ag06 ${args.join(' ')} exited with ${code}: ${one.stderr.join('\n')}`);
  return one.stdout.join('\n');
}
