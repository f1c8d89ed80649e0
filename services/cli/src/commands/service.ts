import { inspect } from 'node:util';
import { EXIT } from '../exit-codes.ts';
import { findServiceEntry, type ServiceName } from '../service-entry.ts';

/** `ag06 dispatcher`, `ag06 worker` and `ag06 optimizer`: this process becomes that service, which ends it. */
export async function runService(service: ServiceName): Promise<number> {
  try {
    await import(findServiceEntry(service));
  } catch (error) {
    // What an operator can mend, the service has told by itself; this is a defect, and keeps its stack.
    process.stderr.write(`${inspect(error)}\n`);
    return EXIT.failed;
  }
  return new Promise(() => {});
}
