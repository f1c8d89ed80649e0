import type { Suspects } from './handler-board.ts';

/** A report about a time for which the event loop was blocked. */
export interface LoopBlock {
  readonly code: 'WORKER_BLOCKED';
  readonly ms: number;
  /** Whose handlers ran meanwhile, or the one that is known to have done it. */
  readonly agents: readonly string[];
  readonly message: string;
}

const REMEDY =
  'Move the computation to a thread or a process, or pause in it now and then (`await setImmediate()`).';

/** Returns a report that names the agents that block the event loop, with a code and a remedy. */
export function describeBlock(ms: number, isOver: boolean, suspects: Suspects): LoopBlock {
  const { agents } = suspects;
  const state = `${isOver ? 'was' : 'has been'} blocked for ${(ms / 1_000).toFixed(1)} s`;
  const message = `WORKER_BLOCKED: the event loop ${state} ${nameWho(suspects)}; nothing else of this worker moved. ${REMEDY}`;
  return { code: 'WORKER_BLOCKED', ms, agents, message };
}

function nameWho({ agents, isSure }: Suspects): string {
  if (agents.length === 0) return 'while no handler ran';
  if (isSure) return `by a handler of ${agents.join()}`;
  if (agents.length === 1) return `while a handler of ${agents.join()} ran`;
  return `while handlers of ${agents.join(', ')} ran, one of them the cause`;
}
