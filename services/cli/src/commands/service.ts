import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** `ag06 dispatcher`, `ag06 worker` and `ag06 optimizer`: just that service, in the foreground. */
export function runService(service: 'dispatcher' | 'agent-worker' | 'optimizer'): Promise<number> {
  const entry = fileURLToPath(new URL(`../../../${service}/src/main.ts`, import.meta.url));
  const child = spawn(process.execPath, ['--conditions=@ag06/source', entry], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
