import { type Json, LIMITS } from '@ag06/contracts';
import type { Change, Entry } from '@ag06/protocol';
import type { Decision, DecisionContext, HeldItem } from '../../decide/decision.ts';
import { utf8Length } from '../../utf8-length.ts';
import { renderInput } from '../calling/render-input.ts';
import type { Repeat } from '../repeat/repeat.ts';
import { toChildName } from './child-id.ts';
import type { ChildCall } from './workflow-step.ts';

/** The most runs above a run, itself included. */
const DEPTH_MAX = 8;

/** What a `start` says of the child, as JSON text; `input` is JSON text itself. */
export interface ChildStart {
  readonly workflow: string;
  readonly version?: string;
  readonly input: string;
  /** The iteration and the round are absent if 0. */
  readonly parent: {
    readonly unit: string;
    readonly attempt: number;
    readonly item?: number;
    readonly iteration?: number;
    readonly round?: number;
  };
}

/** The decision to start a child and to wait for it; or why it cannot be started. */
type StartedChild =
  | { readonly ok: true; readonly decision: Decision }
  | { readonly ok: false; readonly code: string; readonly message: string };

/**
 * Parks the unit for the child that this attempt runs, and writes the message that starts it. The child's id depends on
 * its place alone (`ChildPlace`): whoever decides it again starts the same run.
 */
export function startChild(
  step: ChildCall & { readonly repeat?: Repeat | undefined },
  unit: string,
  attempt: number,
  context: DecisionContext,
  item?: HeldItem,
): StartedChild {
  const { children, run, values, iteration } = context;
  if (children === undefined) throw new Error(`The step ${step.id} starts runs, which this process cannot.`);
  if (children.depth >= DEPTH_MAX) {
    const message = `Workflows call each other over more than ${DEPTH_MAX} levels here. Does one call itself?`;
    return { ok: false, code: 'DEPTH_EXCEEDED', message };
  }
  const input = renderInput(step, values, run, { attempt, iteration, item });
  if (!input.ok) return { ok: false, code: input.code, message: `The input \`with\`: ${input.message}` };
  const text = JSON.stringify(input.value satisfies Json);
  const bytes = utf8Length(text);
  if (bytes > LIMITS.inputBytes) {
    const message = `The input of the child has ${bytes} bytes, more than ${LIMITS.inputBytes}. Pass less.`;
    return { ok: false, code: 'INPUT_TOO_LARGE', message };
  }
  const round = Number(values.get('round') ?? 0);
  const place = {
    ...(item !== undefined && { item: item.index }),
    ...(iteration !== undefined && iteration > 0 && { iteration }),
    ...(round > 0 && { round }),
  };
  const child = children.idOf(
    toChildName({ runId: run.id, step: step.id, item: item?.index, iteration, attempt, round }),
  );
  const start: ChildStart = {
    workflow: step.workflow,
    ...(step.version !== undefined && { version: step.version }),
    input: text,
    parent: { unit, attempt, ...place },
  };
  const until = step.timeoutMs === undefined ? undefined : { afterMs: step.timeoutMs };
  const park = { reason: `child:${child}`, until };
  const change: Change = {
    to: 'open',
    opening: { mode: 'park', park, reads: step.reads },
    lost: false,
  };
  const entry: Entry = { does: 'start', to: child, body: JSON.stringify(start) };
  return { ok: true, decision: { change, next: [], end: undefined, entries: [entry] } };
}
