import type { TuningDocument } from '@ag06/contracts/tuning';
import type { Decision } from '@ag06/tuning';
import { changedPerJob, type Part } from './parts.ts';
import { isPerJob } from './per-job.ts';

interface DeliveredDecision {
  readonly decision: Decision;
  /** `published`: some workers have got it. `shadow`: it is told, and nobody gets it. `waiting`: it comes later. */
  readonly is: 'published' | 'shadow' | 'waiting';
}

/** What a decision is told beside. */
export interface DeliveryFacts {
  readonly mode: 'canary' | 'live';
  /** What is published now. */
  readonly stands: TuningDocument;
  readonly workers: number;
  /** Parts that wait for their turn to be tried. */
  readonly waiting: readonly Part[];
}

/**
 * Returns a decision as it is told: settings within a job and others apart, if they are not published together. On how many
 * workers settings are tried first is part of the evidence.
 */
export function toDelivered(decision: Decision, facts: DeliveryFacts): readonly DeliveredDecision[] {
  const { mode, workers, waiting } = facts;
  const { canary } = facts.stands;
  const names = Object.keys(decision.to);
  const isTried = canary !== undefined && names.some(isPerJob) && decision.reason !== 'ROLLBACK';
  const told = isTried
    ? { ...decision, evidence: { ...decision.evidence, canaries: canary.workers.length, workers } }
    : decision;
  const [own, shared] = [pickChanges(told, isPerJob), pickChanges(decision, (name) => !isPerJob(name))];
  if (mode === 'live') {
    if (!changedPerJob(decision.from, decision.to).some((part) => waiting.includes(part)))
      return [{ decision: told, is: 'published' }];
    return [{ decision: shared, is: 'published' } as const, { decision: own, is: 'waiting' } as const].filter(
      hasChange,
    );
  }
  const isTold = canary !== undefined || decision.reason === 'ROLLBACK';
  const parts = [
    { decision: own, is: isTold ? 'published' : 'shadow' } as const,
    { decision: shared, is: 'shadow' } as const,
  ];
  const some = parts.filter(hasChange);
  return some.length > 0 ? some : [{ decision: told, is: 'shadow' }];
}

const hasChange = ({ decision }: DeliveredDecision): boolean => Object.keys(decision.to).length > 0;

function pickChanges(decision: Decision, isMeant: (name: string) => boolean): Decision {
  const pick = (values: Decision['to']): Decision['to'] =>
    Object.fromEntries(Object.entries(values).filter(([name]) => isMeant(name)));
  return { ...decision, from: pick(decision.from), to: pick(decision.to) };
}
