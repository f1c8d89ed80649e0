import type { StepView } from '@ag06/client';
import type { GraphStep } from './definition-graph.ts';

/** What a step does, in a few words. */
export function tellStep({ kind, what, forEach, repeats }: GraphStep): string {
  const verb = kind === 'agent' || kind === undefined ? '' : `${kind} `;
  return `${verb}${what}${forEach ? ' × items' : ''}${repeats ? ' ↻' : ''}`;
}

/** How far a step is: its items, its attempt, its iteration. Empty where there is nothing to say. */
export function tellProgress({ items, attempt, iteration }: StepView): string {
  const parts = [
    items !== undefined &&
      `${items.completed}/${items.total}${items.failed > 0 ? `, ${items.failed} failed` : ''}`,
    iteration !== undefined && `iteration ${iteration}`,
    attempt > 1 && `attempt ${attempt}`,
  ];
  return parts.filter((part) => part !== false).join(', ');
}

/** Why a step was skipped. Undefined if it was not, or if its definition does not say. */
export const tellSkipped = (status: StepView['status'], step: GraphStep | undefined): string | undefined =>
  status === 'skipped' && step?.when !== undefined ? `its \`when\` was false: ${step.when}` : undefined;

/** For what a step waits, in a few words. */
export function tellWait({ waitsFor, blockedBy }: StepView): string {
  if (waitsFor === undefined) return blockedBy ?? '';
  switch (waitsFor.reason) {
    case 'dependencies':
      return waitsFor.steps.join(', ');
    case 'pause':
      return `pause${waitsFor.of === undefined ? '' : ` of ${waitsFor.name ?? waitsFor.of}`}`;
    case 'breaker':
      return `breaker of ${waitsFor.dependency}`;
    case 'worker':
      return `a worker for ${waitsFor.agent}`;
    case 'queue':
      return `its turn, ${waitsFor.ahead} before it`;
    case 'permission':
      return `permission for ${waitsFor.name}`;
    case 'child':
      return waitsFor.runId;
    case 'signal':
      return `signal ${waitsFor.signal}`;
    case 'approval':
      return `an answer: ${waitsFor.choices.join(', ')}`;
    default:
      return 'until' in waitsFor ? waitsFor.until : waitsFor.reason;
  }
}
