import type { WorkflowListView, WorkflowPushed, WorkflowVersionListView, WorkflowView } from './api-types.ts';
import type { CallOptions } from './call-options.ts';
import type { HttpCaller } from './http-caller.ts';
import { toQuery } from './to-query.ts';

/** A definition as text, in YAML or JSON. */
export interface DefinitionText {
  readonly text: string;
  readonly type: 'application/json' | 'application/yaml';
}

/** The workflows of a fleet. Get it as `client.workflows`. */
export class Workflows {
  readonly #caller: HttpCaller;

  constructor(caller: HttpCaller) {
    this.#caller = caller;
  }

  /**
   * Saves a definition as the latest version of its name. Takes an object (`WorkflowDefinitionBody`), a text, or a
   * workflow in TypeScript (`workflow()` of `@ag06/agent-kit`). Rejects with `RefusedError` DEFINITION_INVALID, which
   * names every wrong place.
   */
  push(workflow: object | DefinitionText, options?: CallOptions): Promise<WorkflowPushed> {
    const shape = { name: 'text', version: 'text', warnings: 'list' } as const;
    const call = { method: 'POST', path: '/v1/workflows', shape } as const;
    if (isText(workflow)) return this.#caller.call({ ...call, content: workflow }, options);
    const body = 'definition' in workflow ? workflow.definition : workflow;
    return this.#caller.call({ ...call, body }, options);
  }

  /** Returns all names in order, each with its latest version. */
  list(options?: CallOptions): Promise<WorkflowListView> {
    const call = { method: 'GET', path: '/v1/workflows', shape: { items: 'list' } } as const;
    return this.#caller.call(call, options);
  }

  /**
   * Returns a version as its author wrote it, by default the latest. Rejects with `RefusedError` WORKFLOW_UNKNOWN,
   * VERSION_UNKNOWN.
   */
  get(
    name: string,
    { version, ...options }: CallOptions & { readonly version?: string | undefined } = {},
  ): Promise<WorkflowView> {
    const path = `${pathOf(name)}${toQuery({ version })}`;
    return this.#caller.call({ method: 'GET', path }, options);
  }

  /**
   * Returns the versions of a workflow: the latest first, then newest first. Rejects with `RefusedError`
   * WORKFLOW_UNKNOWN.
   */
  versions(name: string, options?: CallOptions): Promise<WorkflowVersionListView> {
    const call = { method: 'GET', path: `${pathOf(name)}/versions`, shape: { items: 'list' } } as const;
    return this.#caller.call(call, options);
  }
}

const pathOf = (name: string): string => `/v1/workflows/${encodeURIComponent(name)}`;

const isText = (workflow: object): workflow is DefinitionText =>
  'text' in workflow && typeof workflow.text === 'string' && 'type' in workflow;
