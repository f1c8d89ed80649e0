/** What a step of a definition does, in the words of its author. */
type StepKind = 'agent' | 'wait' | 'signal' | 'approve' | 'workflow';

export interface GraphStep {
  readonly id: string;
  /** Undefined of a kind that this page does not know. */
  readonly kind: StepKind | undefined;
  /** The agent, the workflow or the signal that it names; or how long it waits. */
  readonly what: string;
  readonly needs: readonly string[];
  /** Whether it does so for each item of a list, and whether it repeats. */
  readonly forEach: boolean;
  readonly repeats: boolean;
  /** Its condition as it is written: it is skipped if that is false. Undefined: it has none. */
  readonly when: string | undefined;
}

const KINDS = ['agent', 'workflow', 'wait', 'signal', 'approve'] as const;

/** Returns the steps of a definition in the order in which it has them. What is not as expected is left out. */
export function toGraphSteps(definition: unknown): readonly GraphStep[] {
  if (!isRecord(definition) || !isRecord(definition.steps)) return [];
  const ids = new Set(Object.keys(definition.steps));
  return Object.entries(definition.steps).flatMap(([id, step]) =>
    isRecord(step) ? [toStep(id, step, ids)] : [],
  );
}

function toStep(id: string, step: Fields, ids: ReadonlySet<string>): GraphStep {
  const kind = KINDS.find((name) => step[name] !== undefined);
  const needs = Array.isArray(step.needs) ? step.needs : [];
  return {
    id,
    kind,
    what: kind === undefined ? '' : tellWhat(step[kind]),
    needs: [...new Set(needs.filter((need): need is string => typeof need === 'string' && ids.has(need)))],
    forEach: step.forEach !== undefined,
    repeats: step.repeat !== undefined,
    when: step.when === undefined ? undefined : String(step.when),
  };
}

/** An approval has its signal within. */
function tellWhat(value: unknown): string {
  if (isRecord(value)) return tellWhat(value.signal);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

type Fields = Readonly<Record<string, unknown>>;
const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
