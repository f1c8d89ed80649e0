import type { Delivery } from '@ag06/broker';
import { ACTIVATION_VERSION, Activation, toJobId, unitOf } from '@ag06/contracts';

type ParsedActivation =
  | { readonly is: 'valid'; readonly activation: Activation }
  /** Written by another version of the protocol, for other workers to handle. */
  | { readonly is: 'unknown-version' }
  | { readonly is: 'foreign'; readonly reason: string };

/** Checks whether a delivery is one of our activations, under its proper id. */
export function parseActivation(delivery: Delivery): ParsedActivation {
  const { data, jobId } = delivery;
  if (data === undefined) return { is: 'foreign', reason: 'JOB_MALFORMED' };
  if (isOtherVersion(data)) return { is: 'unknown-version' };
  const parsed = Activation.safeParse(data);
  if (!parsed.success) return { is: 'foreign', reason: 'JOB_INVALID' };
  const activation = parsed.data;
  const expected = toJobId(activation.runId, unitOf(activation), activation.dispatch);
  return jobId === expected ? { is: 'valid', activation } : { is: 'foreign', reason: 'JOB_ID_FOREIGN' };
}

function isOtherVersion(data: unknown): boolean {
  if (typeof data !== 'object' || data === null || !('v' in data) || !('runId' in data)) return false;
  return typeof data.v === 'number' && Number.isInteger(data.v) && data.v > ACTIVATION_VERSION;
}
