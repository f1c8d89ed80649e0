import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const CLIENT = fileURLToPath(new URL('../../interop/node-client/add-signals.mjs', import.meta.url));
/** A broker that is killed is back in seconds. */
const PATIENCE_MS = 40_000;

/** Puts signals on the fleet's queue through a Node project that knows BullMQ alone. */
export class QueueClient {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #waiting = new Map<number, (isThere: boolean) => void>();
  #count = 0;

  constructor(url: string) {
    this.#process = spawn(process.execPath, [CLIENT, url], { stdio: ['pipe', 'pipe', 'pipe'] });
    this.#process.stderr.resume();
    this.#process.stdin.on('error', () => {});
    createInterface({ input: this.#process.stdout }).on('line', (line) => {
      const number = Number(line);
      this.#waiting.get(number)?.(true);
      this.#waiting.delete(number);
    });
  }

  /** Whether the job is known to be on the queue; if not, it may be there. */
  add(data: object): Promise<boolean> {
    const number = ++this.#count;
    return new Promise((resolve) => {
      this.#waiting.set(number, resolve);
      setTimeout(() => resolve(false), PATIENCE_MS).unref();
      this.#process.stdin.write(`${JSON.stringify({ number, data })}\n`);
    });
  }

  stop(): void {
    this.#process.kill('SIGKILL');
  }
}
