import type { ApprovalCard, RunMeta } from '@ag06/protocol';

/** A unit that waits for the answer of a person. */
export interface OpenApproval extends ApprovalPosition {
  /** The number of its parking. */
  readonly park: number;
  /** Until when it waits, in milliseconds since 1970; 0: for ever. */
  readonly dueAt: number;
  readonly signal: string;
  readonly card: ApprovalCard;
  /** Of its run. */
  readonly meta: RunMeta;
}

export interface ApprovalPosition {
  /** Since when it waits, in milliseconds since 1970. */
  readonly openedAt: number;
  readonly runId: string;
  readonly unit: string;
}

/** Filters are ANDed. */
export interface ApprovalQuery {
  readonly tenant: string;
  readonly workflow: string | undefined;
  readonly signal: string | undefined;
  /** The position after which the page begins: the `next` of an earlier page. */
  readonly after: ApprovalPosition | undefined;
  readonly limit: number;
}

/** By (openedAt, runId, unit): what has waited longest comes first. A page may be short and still have a `next`. */
export interface ApprovalPage {
  readonly approvals: readonly OpenApproval[];
  readonly next: ApprovalPosition | undefined;
}

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export const compareApprovals = (a: ApprovalPosition, b: ApprovalPosition): number =>
  a.openedAt - b.openedAt || compareTexts(a.runId, b.runId) || compareTexts(a.unit, b.unit);
