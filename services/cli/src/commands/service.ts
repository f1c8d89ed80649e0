import { inspect } from 'node:util';
import { parseArguments } from '../arguments.ts';
import { EXIT } from '../exit-codes.ts';
import { findServiceEntry, type ServiceName } from '../service-entry.ts';

/** What a worker takes besides its settings. */
const WORKER_FLAGS = { agents: { type: 'string' } } as const;

/** `ag06 dispatcher`, `ag06 worker` and `ag06 optimizer`: this process becomes that service, and ends with it. */
export async function runService(service: ServiceName, args: readonly string[]): Promise<number> {
  const agents = parseArguments(args, service === 'agent-worker' ? WORKER_FLAGS : {}, 0).text('agents');
  if (agents !== undefined) process.env.AG06_AGENTS = agents;
  try {
    await import(findServiceEntry(service));
  } catch (error) {
    // The service itself reports errors that an operator can correct. This one is a defect, so its stack is printed.
    process.stderr.write(`${inspect(error)}\n`);
    return EXIT.failed;
  }
  return new Promise(() => {});
}
