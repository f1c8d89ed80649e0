import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import type { ReplayedImage } from './replay-build.ts';

export interface Container {
  /** Its output so far. */
  output(): string;
  /** Runs the image's health check once. */
  isHealthy(): Promise<boolean>;
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
  /** SIGKILL, if it still runs. */
  kill(): void;
}

/** Of the user `node` in the official images. */
const NODE_USER = { uid: 1000, gid: 1000 };

/**
 * Starts the entry point of a replayed image where and as whom the image says. As root it really runs as another user,
 * who may not write a file of the image.
 */
export function startContainer(image: ReplayedImage, env: Readonly<Record<string, string>>): Container {
  const node = dirname(process.execPath);
  const options = {
    cwd: join(image.root, image.workdir),
    env: { PATH: `${node}:/usr/bin:/bin`, ...image.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'] as ['ignore', 'pipe', 'pipe'],
    ...(process.getuid?.() === 0 && image.user !== undefined && NODE_USER),
  };
  const start = (argv: readonly string[]): ChildProcessByStdio<null, Readable, Readable> => {
    const [command = '', ...rest] = argv.map((word) => toHostPath(word, image.root));
    return spawn(command, rest, options);
  };
  const child = start(image.entrypoint);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-20_000);
    });
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  return {
    output: () => output,
    isHealthy: async () => {
      const [code] = (await once(
        start(image.healthcheck).on('error', () => undefined),
        'exit',
      )) as [number | null];
      return code === 0;
    },
    stop: () => {
      child.kill('SIGTERM');
      return exited;
    },
    kill: () => void child.kill('SIGKILL'),
  };
}

/** An absolute path of the image is one in the folder that stands for its root. */
function toHostPath(word: string, root: string): string {
  const inside = join(root, word);
  return word.startsWith('/') && existsSync(inside) ? inside : word;
}
