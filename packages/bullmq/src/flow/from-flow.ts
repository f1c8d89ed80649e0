import { type Json, NAME_PATTERN, Refusal, type StepDefinition } from '@ag06/contracts';
import { type FlowNode, readFlow } from './flow-node.ts';
import { FlowSteps } from './flow-steps.ts';
import type { FromFlowOptions } from './from-flow-options.ts';
import type { FlowNote } from './notes.ts';

export interface ConvertedFlow {
  /** A definition to push. */
  readonly definition: {
    readonly name: string;
    readonly input?: Json;
    readonly steps: Readonly<Record<string, StepDefinition>>;
    readonly output: string;
  };
  /** The input of a run with the data of this flow; null if the data are in the definition. */
  readonly input: Json;
  /** What has no equal, or another one than one might think. Nothing else of the flow is left out. */
  readonly notes: readonly FlowNote[];
}

/**
 * Converts a tree of BullMQ's FlowProducer to a workflow. A child becomes a step that its parent needs, and its return value what
 * `getChildrenValues()` of the parent gives.
 *
 * @param flow what `FlowProducer.add` takes
 * @throws Refusal FLOW_INVALID or WORKFLOW_NAME_INVALID
 */
export function fromFlow(flow: unknown, options: FromFlowOptions): ConvertedFlow {
  const { name } = options;
  if (!NAME_PATTERN.test(name)) {
    throw new Refusal(
      422,
      'WORKFLOW_NAME_INVALID',
      `A workflow's name begins with a lower-case letter or digit and goes on with at most 127 of a-z 0-9 . _ - (such as "media.album"); got ${JSON.stringify(name)}.`,
    );
  }
  const root: FlowNode = readFlow(flow);
  const steps = new FlowSteps(root, options);
  const output = `\${steps.${steps.add(root)}.output}`;
  if (options.data !== 'input') {
    return { definition: { name, steps: steps.definitions, output }, input: null, notes: steps.notes };
  }
  const input = {
    type: 'object',
    required: Object.keys(steps.data),
    additionalProperties: false,
    properties: toProperties(steps.data),
  };
  return {
    definition: { name, input, steps: steps.definitions, output },
    input: { ...steps.data },
    notes: steps.notes,
  };
}

const toProperties = (data: Readonly<Record<string, Json>>): Json =>
  Object.fromEntries(Object.keys(data).map((step) => [step, {}]));
