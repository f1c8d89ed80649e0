/** Slow attempts that followers are needed of, before anything is said. */
const SLOW_MIN = 5;
/** Of slow attempts followed by another one: independent ones hardly exceed their own share. */
const SPELL_SHARE = 0.25;
/** Hedges that are in force go only where half are: a pause or two, too short to be told, among attempts that are slow by themselves is no reason. */
const SPELL_SHARE_IF_HEDGED = 0.5;
/** Standard deviations by which more are followed than if they were independent: less is chance. */
const Z = 3;

/** Slow attempts in the order in which they began. */
export interface Spells {
  /** Of them: the share that another one followed. */
  readonly followed: number;
  /** Whether that is more than chance makes. */
  readonly areSpells: boolean;
}

/**
 * Whether slow attempts come in spells: then the service as a whole is slow, and a second attempt would be so as well. A
 * hedge assumes that attempts are independent, so it is not even tried then.
 *
 * @param durations in the order in which attempts began
 * @param slow what takes longer is slow
 */
export function findSpells(durations: readonly number[], slow: number, isHedged = false): Spells {
  let [slowOnes, followed] = [0, 0];
  for (let i = 1; i < durations.length; i++) {
    if ((durations[i - 1] ?? 0) <= slow) continue;
    slowOnes++;
    if ((durations[i] ?? 0) > slow) followed++;
  }
  const share = slowOnes / Math.max(1, durations.length);
  const byChance = share * slowOnes + Z * Math.sqrt(share * (1 - share) * slowOnes);
  const many = (isHedged ? SPELL_SHARE_IF_HEDGED : SPELL_SHARE) * slowOnes;
  return {
    followed: followed / Math.max(1, slowOnes),
    areSpells: slowOnes >= SLOW_MIN && followed > Math.max(many, byChance),
  };
}
