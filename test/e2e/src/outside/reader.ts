import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { findFreePort, startTerminal, type TempDir, tempDir, until } from '@ag06/test-support';
import { toOutsideEnvironment } from '../outside-environment.ts';

const SERVE_MS = 120_000;

interface Ended {
  readonly code: number;
  /** Both outputs. */
  readonly text: string;
}

/** What a reader has started in another terminal. */
interface Served extends AsyncDisposable {
  /** What it said when it was up. */
  readonly line: string;
  /** Presses Ctrl-C, and resolves once it has said that it has stopped. */
  stop(): Promise<void>;
}

/** A person at a shell, with a home of their own and a fleet's port that nobody else has; npm's cache and settings are the machine's. */
export class Reader implements AsyncDisposable {
  readonly home: string;
  /** Where programs are found before all others. */
  readonly bin: string;
  readonly url: string;
  readonly #temp: TempDir;
  readonly env: NodeJS.ProcessEnv;

  private constructor(temp: TempDir, port: number) {
    this.#temp = temp;
    this.home = join(temp.path, 'home');
    this.bin = join(temp.path, 'bin');
    this.url = `http://127.0.0.1:${port}`;
    const { npm_config_cache, npm_config_userconfig } = process.env;
    const env = toOutsideEnvironment(process.execPath, {
      HOME: this.home,
      XDG_CACHE_HOME: join(this.home, '.cache'),
      npm_config_cache: npm_config_cache ?? join(homedir(), '.npm'),
      npm_config_userconfig: npm_config_userconfig ?? join(homedir(), '.npmrc'),
      NO_COLOR: '1',
      AG06_HTTP_PORT: `${port}`,
      AG06_URL: this.url,
    });
    this.env = { ...env, PATH: `${this.bin}${delimiter}${env.PATH}` };
  }

  static async start(): Promise<Reader> {
    const reader = new Reader(await tempDir('reader'), await findFreePort());
    for (const folder of [reader.home, reader.bin]) await mkdir(folder);
    return reader;
  }

  /** Types a command and waits for its end. */
  run(command: string, cwd: string): Promise<Ended> {
    return new Promise((resolve, reject) => {
      const options = { cwd, env: this.env, maxBuffer: 16 * 1024 * 1024 };
      execFile('bash', ['-euo', 'pipefail', '-c', command], options, (error, out, err) => {
        if (error !== null && typeof error.code !== 'number') reject(error);
        else resolve({ code: Number(error?.code ?? 0), text: `${out}${err}` });
      });
    });
  }

  /** Types a command in another terminal, and resolves once it says that a fleet is up. */
  async serve(command: string, cwd: string): Promise<Served> {
    const env = Object.entries(this.env).map(([name, value]) => `${name}=${value}`);
    const shell = ['env', '-i', ...env, 'TERM=xterm-256color', 'PS1=$ ', 'bash', '--norc', '-i'];
    const terminal = await startTerminal({ command: shell, columns: 160, rows: 50, cwd });
    let screen: readonly string[] = [];
    const see = async (pattern: RegExp) => {
      const found = async () => {
        screen = await terminal.read();
        return screen.find((line) => pattern.test(line)) ?? '';
      };
      return until(found, { timeoutMs: SERVE_MS, everyMs: 100, message: `${pattern} after ${command}` });
    };
    try {
      await see(/^\$/);
      await terminal.type(command);
      await terminal.press('Enter');
      const line = await see(/^ag06 is up at /);
      return {
        line,
        stop: async () => {
          await terminal.press('C-c');
          await see(/^ag06 stopped$/);
        },
        [Symbol.asyncDispose]: terminal.stop,
      };
    } catch (cause) {
      await terminal.stop();
      throw new Error(`The screen:\n${screen.join('\n')}`, { cause });
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#temp.remove();
  }
}
