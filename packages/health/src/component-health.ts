import type { HealthComponent, HealthStatus } from '@ag06/contracts';
import { OK_FROM, UNHEALTHY_BELOW } from './component-weights.ts';
import { REASON_RULES, type ReasonCode, type ReasonRule } from './reason-rules.ts';

interface HealthReason {
  readonly code: ReasonCode;
  /** The finding, and its remedy. */
  readonly message: string;
}

/** How one part of the fleet is. */
export interface ComponentHealth {
  readonly component: HealthComponent;
  /** 0 to 100. */
  readonly score: number;
  readonly status: HealthStatus;
  /** The age of the facts, in milliseconds. */
  readonly ageMs: number;
  /** The gravest first. */
  readonly reasons: readonly HealthReason[];
}

/** A number that a rule judges, and a sentence with it. */
export interface Finding {
  readonly code: ReasonCode;
  readonly value: number;
  readonly found: string;
}

/** Points that a value costs: 0 below `from`, then at least 1. */
export function toPoints({ from, to, points }: ReasonRule, value: number): number {
  if (!(value >= from)) return 0;
  if (value >= to) return points;
  return Math.max(1, Math.round((points * (value - from)) / (to - from)));
}

/** Scores a component by its findings. Findings that cost nothing are left out. */
export function judgeComponent(
  component: HealthComponent,
  ageMs: number,
  findings: readonly Finding[],
): ComponentHealth {
  const costly = findings
    .map((finding) => ({ ...finding, points: toPoints(REASON_RULES[finding.code], finding.value) }))
    .filter(({ points }) => points > 0)
    .sort((a, b) => b.points - a.points);
  const lost = costly.reduce((sum, { points }) => sum + points, 0);
  const score = Math.max(0, 100 - lost);
  const reasons = costly.map(({ code, found }) => ({
    code,
    message: `${found} ${REASON_RULES[code].remedy}`,
  }));
  return { component, score, status: toHealthStatus(score), ageMs: Math.round(Math.max(0, ageMs)), reasons };
}

export function toHealthStatus(score: number): HealthStatus {
  if (score < UNHEALTHY_BELOW) return 'unhealthy';
  return score < OK_FROM ? 'degraded' : 'ok';
}
