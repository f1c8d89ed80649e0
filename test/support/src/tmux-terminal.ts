import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { tempDir } from './temp-dir.ts';
import { until } from './until.ts';

const TMUX_BINARY = 'tmux';

const run = promisify(execFile);

interface TerminalOptions {
  /** What runs in it, such as a shell with its arguments. */
  readonly command: readonly string[];
  readonly columns: number;
  readonly rows: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** A real pseudo-terminal with a person in front of it: what is typed goes in, and what stands on the screen can be read. */
export interface TestTerminal {
  /** Presses keys by the names that tmux has for them: `Enter`, `Tab`, `Up`, `C-c`, `q`. */
  press(...keys: readonly string[]): Promise<void>;
  /** Types characters. */
  type(text: string): Promise<void>;
  /** The lines of the screen, without spaces at their ends. With `styles`, also the colours. */
  read(styles?: 'styles'): Promise<readonly string[]>;
  /** Resolves with the screen once a line of it matches. Rejects after 30 s, with the screen. */
  see(pattern: RegExp): Promise<readonly string[]>;
  resize(columns: number, rows: number): Promise<void>;
  stop(): Promise<void>;
}

/** Starts tmux with a socket of its own, which ends with `stop`. */
export async function startTerminal(options: TerminalOptions): Promise<TestTerminal> {
  const folder = await tempDir('tmux');
  const env = { ...process.env, ...options.env, TMUX: undefined, TERM: 'xterm-256color' };
  const tmux = async (...args: readonly string[]) =>
    (
      await run(TMUX_BINARY, ['-S', join(folder.path, 's'), '-f', '/dev/null', ...args], {
        env,
        cwd: options.cwd,
      })
    ).stdout;
  const size = ['-x', String(options.columns), '-y', String(options.rows)];
  await tmux('new-session', '-d', ...size, ...options.command);
  await tmux('set-option', '-g', 'status', 'off');
  await tmux('resize-window', ...size);
  const read = async (styles?: 'styles') => {
    const text = await tmux('capture-pane', '-p', ...(styles === undefined ? [] : ['-e']));
    return text.split('\n').map((line) => line.trimEnd());
  };
  return {
    press: async (...keys) => void (await tmux('send-keys', ...keys)),
    type: async (text) => void (await tmux('send-keys', '-l', '--', text)),
    read,
    see: async (pattern) => {
      let lines: readonly string[] = [];
      const seen = async () => {
        lines = await read();
        return lines.some((line) => pattern.test(line));
      };
      try {
        await until(seen, { timeoutMs: 30_000, everyMs: 50 });
        return lines;
      } catch (cause) {
        throw new Error(`${pattern} did not come. The screen:\n${lines.join('\n')}`, { cause });
      }
    },
    resize: async (columns, rows) =>
      void (await tmux('resize-window', '-x', String(columns), '-y', String(rows))),
    stop: async () => {
      await tmux('kill-server').catch(() => {});
      await folder.remove();
    },
  };
}
