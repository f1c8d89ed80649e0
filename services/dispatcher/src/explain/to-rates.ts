import { FIGURES_STALE_MS, type FiguresReport } from '@ag06/contracts/tuning';

/**
 * Returns the attempts a second of each agent, in the shortest time in which there were any. None are known while no optimizer leads.
 *
 * @param now by the store's clock
 */
export function toRates(
  report: Pick<FiguresReport, 'at' | 'agents'> | undefined,
  now: number,
): ReadonlyMap<string, number> {
  if (report === undefined || now - report.at >= FIGURES_STALE_MS) return new Map();
  return new Map(
    Object.entries(report.agents).map(([agent, { windows }]) => {
      const busy = windows.toSorted((a, b) => a.minutes - b.minutes).find(({ attempts }) => attempts > 0);
      return [agent, busy?.perSecond ?? 0];
    }),
  );
}
