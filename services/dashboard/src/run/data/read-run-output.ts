import type { Client } from '@ag06/client';

/** An output has up to 64 MiB, which take minutes on a slow line. The client would ask again after half a minute. */
const WAIT_MS = 3_600_000;

/** Reads the output of a run that has ended, as JSON. Rejects if it has none. */
export async function readRunOutput(client: Pick<Client, 'result'>, runId: string): Promise<BlobPart[]> {
  const end = await client.result(runId, { timeoutMs: WAIT_MS });
  if (!('output' in end)) throw new Error(`The run has no output: it is ${end.status}.`);
  return [JSON.stringify(end.output)];
}
