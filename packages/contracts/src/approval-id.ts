import { RUN_ID_PATTERN } from './names.ts';

/** An approval: the step of a run, and the number under which it waits. Without a number: whatever it asks now. */
export interface ApprovalAddress {
  readonly runId: string;
  readonly step: string;
  /** 0: any. */
  readonly park: number;
}

const SHAPE = /^([^.]+)\.([A-Za-z_][A-Za-z0-9_]{0,63})(?:\.([1-9][0-9]{0,15}))?$/;

/** `<run>.<step>.<number>`, or `<run>.<step>`. */
export const APPROVAL_ID_PATTERN: RegExp = new RegExp(
  SHAPE.source.replace('[^.]+', RUN_ID_PATTERN.source.slice(1, -1)),
);

export const toApprovalId = ({ runId, step, park }: ApprovalAddress): string => `${runId}.${step}.${park}`;

/** Undefined for a text that is no id of an approval. */
export function parseApprovalId(text: string): ApprovalAddress | undefined {
  const [, runId, step, park] = SHAPE.exec(text) ?? [];
  if (runId === undefined || step === undefined || !RUN_ID_PATTERN.test(runId)) return undefined;
  return { runId, step, park: Number(park ?? 0) };
}
