import type { PauseListView, PauseView } from './api-types.ts';
import { type CallOptions, type SteeringOptions, toActorHeader } from './call-options.ts';
import type { HttpCaller } from './http-caller.ts';

/** The target of a pause. No step of it begins until it is resumed. `client.pause` pauses a single run. */
export type PauseTarget = 'fleet' | { readonly agent: string } | { readonly workflow: string };

/** Pauses of agents, workflows and the fleet. Get it as `client.pauses`. */
export class Pauses {
  readonly #caller: HttpCaller;

  constructor(caller: HttpCaller) {
    this.#caller = caller;
  }

  /** Returns all pauses in force. */
  list(options?: CallOptions): Promise<PauseListView> {
    return this.#caller.call({ method: 'GET', path: '/v1/pauses', shape: { items: 'list' } }, options);
  }

  /** Returns whether the target is paused. Rejects with `RefusedError` AGENT_UNKNOWN, WORKFLOW_UNKNOWN. */
  get(target: PauseTarget, options?: CallOptions): Promise<PauseView> {
    const path = `/v1/pauses/${encodeURIComponent(toName(target))}`;
    return this.#caller.call({ method: 'GET', path, shape: { of: 'text' } }, options);
  }

  /** Pauses the target. Harmless if it is paused. Rejects with `RefusedError` AGENT_UNKNOWN, WORKFLOW_UNKNOWN. */
  pause(target: PauseTarget, options?: SteeringOptions): Promise<PauseView> {
    return this.#set(target, 'pause', options);
  }

  /** Resumes the target: its steps begin in their order. Harmless if it is not paused. */
  resume(target: PauseTarget, options?: SteeringOptions): Promise<PauseView> {
    return this.#set(target, 'resume', options);
  }

  #set(target: PauseTarget, verb: string, { by, ...options }: SteeringOptions = {}): Promise<PauseView> {
    const path = `/v1/${toPath(target)}/${verb}`;
    const call = { method: 'POST', path, headers: toActorHeader(by), shape: { of: 'text' } } as const;
    return this.#caller.call(call, options);
  }
}

function toName(target: PauseTarget): string {
  if (target === 'fleet') return target;
  return 'agent' in target ? `agent:${target.agent}` : `workflow:${target.workflow}`;
}

function toPath(target: PauseTarget): string {
  if (target === 'fleet') return 'fleet';
  return 'agent' in target
    ? `agents/${encodeURIComponent(target.agent)}`
    : `workflows/${encodeURIComponent(target.workflow)}`;
}
