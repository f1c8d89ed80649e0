import { CHOICES, type LoadStep, type LoadWorkflow, SLEEP_MS, type Waiting } from './workflows.ts';

/** A workflow as the fleet is given it. What a step sees are the recorded outputs of what it needs. */
export function toDefinition({ name, steps, attributes }: LoadWorkflow): object {
  return {
    name,
    ...(attributes !== undefined && { attributes }),
    steps: Object.fromEntries(Object.entries(steps).map(([id, one]) => [id, toStepDefinition(id, one)])),
  };
}

function toStepDefinition(id: string, step: LoadStep): object {
  const { needs, timeoutMs, startWithinMs, withinMs, ...more } = step;
  return {
    ...(needs.length > 0 && { needs }),
    ...(more.isOptional && { when: '${input.go == true}' }),
    ...(more.goesOnAfterFailure && { onFailure: 'continue' }),
    ...(timeoutMs !== undefined && { timeout: timeoutMs }),
    ...(startWithinMs !== undefined && { startWithin: startWithinMs }),
    ...(withinMs !== undefined && { within: withinMs }),
    ...(step.waits === undefined ? toCall(id, step) : toWaiting(id, step.waits, step)),
  };
}

const toRetry = (maxAttempts: number): object => ({
  maxAttempts,
  initialDelay: 50,
  maxDelay: 800,
  jitter: 'full',
});

/** `until` also asks whether it is given the output of the iteration at hand; else the step would be exhausted. */
const toRepeat = (list: string, max: number, isAtHand = 'true'): object => ({
  repeat: { until: `\${${isAtHand} && iteration + 1 >= size(input.${list})}`, max },
});

function toWaiting(id: string, waits: Waiting, { lanes, repeats, maxAttempts }: LoadStep): object {
  switch (waits.for) {
    case 'time':
      return { wait: waits.ms };
    case 'signal':
      return { signal: waits.name };
    case 'approval':
      return { approve: { signal: waits.name, ask: 'Go on, ${input.go}?', choices: CHOICES } };
    case 'child':
      return {
        workflow: waits.workflow,
        ...toChildren(id, lanes, repeats),
        ...(maxAttempts > 1 && { retry: toRetry(maxAttempts) }),
      };
  }
}

function toChildren(id: string, lanes: number | undefined, repeats: number | undefined): object {
  const list = `kidLists.${id}`;
  if (repeats !== undefined) return { with: `\${input.${list}[iteration]}`, ...toRepeat(list, repeats) };
  if (lanes === undefined) return { with: `\${input.kids.${id}}` };
  return { forEach: `\${input.${list}}`, concurrency: lanes, with: '${item}' };
}

function toCall(id: string, { agent, needs, lanes, repeats, maxAttempts, isTuned }: LoadStep): object {
  const see = Object.fromEntries(needs.map((need) => [need, `\${steps.${need}.output}`]));
  return {
    agent,
    ...(lanes !== undefined && { forEach: `\${input.lists.${id}}`, concurrency: lanes }),
    ...(repeats !== undefined && toRepeat(`lists.${id}`, repeats, 'output.iteration == iteration')),
    with:
      repeats === undefined
        ? toWith(id, agent, lanes, see)
        : { see, order: `\${input.lists.${id}[iteration]}`, turn: '${iteration}', before: '${output}' },
    ...(!isTuned && { retry: toRetry(maxAttempts) }),
  };
}

function toWith(id: string, agent: LoadStep['agent'], lanes: LoadStep['lanes'], see: object): object {
  if (agent === 'core.sleep') return { ms: SLEEP_MS };
  if (lanes === undefined) return { see, order: `\${input.orders.${id}}` };
  return { see, order: '${item}', item: '${index}' };
}
