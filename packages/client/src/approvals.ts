import { allPages } from './all-pages.ts';
import type { ApprovalAnswered, ApprovalPageView, ApprovalView } from './api-types.ts';
import { type CallOptions, type SteeringOptions, toActorHeader } from './call-options.ts';
import { createKey } from './create-key.ts';
import type { HttpCaller } from './http-caller.ts';
import type { Page } from './run-types.ts';
import { toQuery } from './to-query.ts';

const PAGE = 500;

/** Which approvals are listed; both are ANDed. */
export interface ApprovalFilter {
  readonly workflow?: string | undefined;
  readonly signal?: string | undefined;
}

/** An answer: one of the choices that are offered. */
export interface ApprovalChoice {
  readonly choice: string;
  readonly comment?: string | undefined;
}

/** The steps that wait for the answer of a person. */
export class Approvals {
  readonly #caller: HttpCaller;

  constructor(caller: HttpCaller) {
    this.#caller = caller;
  }

  /** What has waited longest comes first, page by page as they are asked for. */
  async *list(filter: ApprovalFilter = {}, options?: CallOptions): AsyncGenerator<ApprovalView, void> {
    yield* allPages((cursor) => this.listPage({ ...filter, limit: PAGE, cursor }, options));
  }

  listPage(
    { workflow, signal, limit, cursor }: ApprovalFilter & Page = {},
    options?: CallOptions,
  ): Promise<ApprovalPageView> {
    const path = `/v1/approvals${toQuery({ workflow, signal, limit, cursor })}`;
    return this.#caller.call({ method: 'GET', path, shape: { items: 'list' } }, options);
  }

  /** Returns what a step asks while it waits, by the id or `<run>.<step>`. Throws `RefusedError` APPROVAL_UNKNOWN, RUN_UNKNOWN. */
  get(approval: string, options?: CallOptions): Promise<ApprovalView> {
    const path = `/v1/approvals/${encodeURIComponent(approval)}`;
    return this.#caller.call({ method: 'GET', path, shape: { id: 'text', choices: 'list' } }, options);
  }

  /**
   * Answers an approval, named by its id or by `<run>.<step>`. The key is made here if none is given, so that a repeat is no
   * second answer. Throws `RefusedError` APPROVAL_UNKNOWN, APPROVAL_INVALID (with the choices), APPROVAL_ANSWERED,
   * APPROVAL_CLOSED, RUN_ENDED.
   */
  answer(
    approval: string | { readonly id: string },
    { choice, comment }: ApprovalChoice,
    { by, key = createKey(), ...options }: SteeringOptions & { readonly key?: string } = {},
  ): Promise<ApprovalAnswered> {
    const id = typeof approval === 'string' ? approval : approval.id;
    const path = `/v1/approvals/${encodeURIComponent(id)}`;
    const headers = { ...toActorHeader(by), 'idempotency-key': key };
    const shape = { id: 'text', runId: 'text', choice: 'text' } as const;
    return this.#caller.call({ method: 'POST', path, body: { choice, comment }, headers, shape }, options);
  }
}
