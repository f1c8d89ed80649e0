import { setTimeout as delay } from 'node:timers/promises';
import { BrokerError } from '@ag06/broker';
import { Refusal } from '@ag06/contracts';
import { type CheckResult, StoreError } from '@ag06/store';
import type { Backend, BackendOptions } from './backend.ts';
import { proveQueues } from './prove-queues.ts';
import { proveStore } from './prove-store.ts';

const AGAIN_AFTER_MS = 1_000;

/** The problem of an error that does not pass by waiting, on this kind of backend. */
type JudgeError = (error: Error) => CheckResult | undefined;

/**
 * Sends a command through each part of the store, and a job through the queues. Returns the first refusal; undefined if
 * there is none.
 */
export async function proveBackend(
  { store, broker }: Pick<Backend, 'store' | 'broker'>,
  judge: JudgeError,
): Promise<CheckResult> {
  const check = 'a job';
  try {
    await proveStore(store);
    await proveQueues(broker, { isFinal: (error) => isPassing(error) || judge(error) !== undefined });
    return { check, is: 'ok', found: 'the store answers, and a job went through the queues from end to end' };
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    return { ...(judge(error) ?? toUnproven(error)), check };
  }
}

/**
 * Proves a backend before its process reports that it is ready. Waits for conditions that pass, such as full memory.
 *
 * Throws `Refusal` with a remedy.
 */
export async function insistOnProof(
  backend: Pick<Backend, 'store' | 'broker'>,
  judge: JudgeError,
  { say = () => {}, onRepeat, signal }: Pick<BackendOptions, 'say' | 'onRepeat' | 'signal'>,
): Promise<void> {
  for (;;) {
    const result = await proveBackend(backend, judge);
    if (result.is === 'ok') return;
    const text = `${result.found}. ${result.remedy}`;
    if (!PASSING_CODES.has(result.code)) throw new Refusal(422, result.code, text);
    say(`waiting for the broker: ${text} (${result.code})`);
    await delay(AGAIN_AFTER_MS, undefined, signal && { signal }).catch(() => {});
    if (signal?.aborted) throw new Refusal(503, result.code, text);
    onRepeat?.();
  }
}

const FULL = 'BROKER_FULL';
const AWAY = 'STORE_UNAVAILABLE';
const PASSING_CODES: ReadonlySet<string> = new Set([FULL, AWAY]);

const isPassing = ({ message }: Error): boolean => /\bOOM\b/.test(message);

const isFull = (error: Error): boolean =>
  (error instanceof StoreError && error.code === 'STORE_FULL') ||
  (error instanceof BrokerError && error.code === 'BROKER_FULL');

const isAway = (error: Error): boolean =>
  (error instanceof StoreError && error.isRetryable) || error instanceof BrokerError;

function toUnproven(error: Error): CheckResult {
  const found = `a job did not go through the store and the queues (${error.message})`;
  const problem = { check: '', is: 'problem', found } as const;
  if (isPassing(error) || isFull(error)) {
    return { ...problem, code: FULL, remedy: 'Raise the server’s maxmemory, or delete old runs.' };
  }
  const remedy = 'Run `ag06 doctor`, and look into the log of the server.';
  if (isAway(error)) return { ...problem, code: AWAY, remedy };
  return { ...problem, code: 'BROKER_UNPROVEN', remedy };
}
