import type { PauseListView, PauseView } from './api-types.ts';
import { type CallOptions, type SteeringOptions, toActorHeader } from './call-options.ts';
import type { HttpCaller } from './http-caller.ts';

/** What is paused, or resumed: nothing of it begins meanwhile. A single run is paused by the client itself. */
export type PauseTarget = 'fleet' | { readonly agent: string } | { readonly workflow: string };

/** Pauses of what runs share. */
export class Pauses {
  readonly #caller: HttpCaller;

  constructor(caller: HttpCaller) {
    this.#caller = caller;
  }

  /** All that are in force. */
  list(options?: CallOptions): Promise<PauseListView> {
    return this.#caller.call({ method: 'GET', path: '/v1/pauses', shape: { items: 'list' } }, options);
  }

  /** Begins nothing of it until it is resumed; harmless if it is paused. Throws `RefusedError` AGENT_UNKNOWN, WORKFLOW_UNKNOWN. */
  pause(target: PauseTarget, options?: SteeringOptions): Promise<PauseView> {
    return this.#set(target, 'pause', options);
  }

  /** Lets it go on, in order; harmless if it is not paused. */
  resume(target: PauseTarget, options?: SteeringOptions): Promise<PauseView> {
    return this.#set(target, 'resume', options);
  }

  #set(target: PauseTarget, verb: string, { by, ...options }: SteeringOptions = {}): Promise<PauseView> {
    const path = `/v1/${toPath(target)}/${verb}`;
    const call = { method: 'POST', path, headers: toActorHeader(by), shape: { of: 'text' } } as const;
    return this.#caller.call(call, options);
  }
}

function toPath(target: PauseTarget): string {
  if (target === 'fleet') return 'fleet';
  return 'agent' in target
    ? `agents/${encodeURIComponent(target.agent)}`
    : `workflows/${encodeURIComponent(target.workflow)}`;
}
