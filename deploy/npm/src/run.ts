import { execFile } from 'node:child_process';

/** Runs a program to its end; resolves with what it printed, rejects with the last of it. */
export function run(command: string, args: readonly string[], cwd: string): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(command, args, { cwd, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout);
      const last = `${stdout}${stderr}`.trim().split('\n').slice(-30).join('\n');
      reject(new Error(`${command} ${args.join(' ')} failed:\n${last}`, { cause: error }));
    });
  });
}
