export interface Names {
  readonly id: string;
  /** Of this case alone: its correlation id and its dedupe key. */
  readonly caseId: string;
  /** The tested store numbers what is parked, and knows messages between runs. */
  readonly isExact: boolean;
}

/** One of the agents that may not act in the forks of a case until they are allowed. */
export const forkName = (choice: number): string => `agent-${choice % 2}`;

/** Returns the reasons for which units of a case are blocked, besides a pause. No other case has the same. */
export const reasonsOf = (caseId: string): readonly string[] => [
  `breaker:${caseId}`,
  `limit:${caseId}`,
  `hold:agent:${caseId}`,
];
