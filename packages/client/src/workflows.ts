import type { WorkflowListView, WorkflowPushed, WorkflowVersionListView, WorkflowView } from './api-types.ts';
import type { CallOptions } from './call-options.ts';
import type { HttpCaller } from './http-caller.ts';
import { toQuery } from './to-query.ts';

/** A definition as its author wrote it. */
export interface DefinitionText {
  readonly text: string;
  readonly type: 'application/json' | 'application/yaml';
}

/** The workflows that a fleet knows. */
export class Workflows {
  readonly #caller: HttpCaller;

  constructor(caller: HttpCaller) {
    this.#caller = caller;
  }

  /**
   * Saves a definition as the latest version of its name: an object (`WorkflowDefinitionBody`), a text, or a workflow in
   * TypeScript, such as `workflow()` of `@ag06/agent-kit` makes it. Throws `RefusedError` DEFINITION_INVALID with every place.
   */
  push(workflow: object | DefinitionText, options?: CallOptions): Promise<WorkflowPushed> {
    const shape = { name: 'text', version: 'text', warnings: 'list' } as const;
    const call = { method: 'POST', path: '/v1/workflows', shape } as const;
    if (isText(workflow)) return this.#caller.call({ ...call, content: workflow }, options);
    const body = 'definition' in workflow ? workflow.definition : workflow;
    return this.#caller.call({ ...call, body }, options);
  }

  /** All names in order, each with its latest version. */
  list(options?: CallOptions): Promise<WorkflowListView> {
    const call = { method: 'GET', path: '/v1/workflows', shape: { items: 'list' } } as const;
    return this.#caller.call(call, options);
  }

  /** A version as its author wrote it; without one, the latest. Throws `RefusedError` WORKFLOW_UNKNOWN, VERSION_UNKNOWN. */
  get(
    name: string,
    { version, ...options }: CallOptions & { readonly version?: string | undefined } = {},
  ): Promise<WorkflowView> {
    const path = `${pathOf(name)}${toQuery({ version })}`;
    return this.#caller.call({ method: 'GET', path }, options);
  }

  /** The latest first, then from the newest on. Throws `RefusedError` WORKFLOW_UNKNOWN. */
  versions(name: string, options?: CallOptions): Promise<WorkflowVersionListView> {
    const call = { method: 'GET', path: `${pathOf(name)}/versions`, shape: { items: 'list' } } as const;
    return this.#caller.call(call, options);
  }
}

const pathOf = (name: string): string => `/v1/workflows/${encodeURIComponent(name)}`;

const isText = (workflow: object): workflow is DefinitionText =>
  'text' in workflow && typeof workflow.text === 'string' && 'type' in workflow;
