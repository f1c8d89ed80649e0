/** What a child runs for. Whoever names it again names the same run. */
export interface ChildPlace {
  readonly runId: string;
  readonly step: string;
  /** The number of the item, if the step has a list. */
  readonly item?: number | undefined;
  /** Of a step that repeats, from 0. */
  readonly iteration?: number | undefined;
  readonly attempt: number;
  /** How often the parent was retried. */
  readonly round?: number | undefined;
}

/** The text from which a store derives the id of a child. The iteration and the round count only where one is not 0. */
export function toChildName({ runId, step, item, iteration = 0, attempt, round = 0 }: ChildPlace): string {
  const name = `${runId}|${step}|${item ?? ''}|${attempt}`;
  return iteration === 0 && round === 0 ? name : `${name}|${iteration}|${round}`;
}
