import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { COMPILED } from '@ag06/test-support';

export interface ForeignJob {
  readonly name: string;
  readonly data: unknown;
  readonly opts?: object;
}

/** What a client was told of its job: the return value, or why it failed. */
export interface ForeignEnd {
  readonly jobId: string;
  readonly value?: {
    readonly runId: string;
    readonly status: string;
    readonly correlationId: string;
    readonly key?: string;
  };
  readonly failed?: string;
}

const CLIENT = fileURLToPath(new URL('../../interop/node-client/submit.mjs', import.meta.url));

export const submission = (data: object, opts: object = {}): ForeignJob => ({ name: 'start', data, opts });

/** Submits through a Node project that knows nothing of ours, and answers what it was told of each job. */
export const submitByQueue = (url: string, jobs: readonly ForeignJob[]): Promise<readonly ForeignEnd[]> =>
  runClient(process.execPath, [CLIENT, url], jobs);

/** The same with signals. */
export const signalByQueue = (url: string, jobs: readonly ForeignJob[]): Promise<readonly ForeignEnd[]> =>
  runClient(process.execPath, [CLIENT, url, 'ag06.signals'], jobs);

/** Any program that takes jobs on stdin and prints a line for each. */
export function runClient(
  command: string,
  args: readonly string[],
  jobs: readonly ForeignJob[],
): Promise<readonly ForeignEnd[]> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, NODE_COMPILE_CACHE: COMPILED };
    const child = spawn(command, args, { env, stdio: ['pipe', 'pipe', 'pipe'] });
    const output: Buffer[] = [];
    const errors: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
    child.once('error', reject);
    child.once('close', (code) => {
      if (code !== 0) reject(new Error(`${command} ended with ${code}: ${Buffer.concat(errors)}`));
      else resolve(toLines(Buffer.concat(output)).map((line) => JSON.parse(line) as ForeignEnd));
    });
    child.stdin.end(JSON.stringify(jobs));
  });
}

const toLines = (output: Buffer): string[] =>
  output
    .toString()
    .split('\n')
    .filter((line) => line !== '');
