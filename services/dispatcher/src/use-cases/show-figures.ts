import { type FiguresView, toRfc3339 } from '@ag06/contracts';
import { FIGURES_MINUTES, MINUTES_KEPT, parseMinutesReport } from '@ag06/contracts/tuning';
import type { Store } from '@ag06/store';

const KEPT_MS = MINUTES_KEPT * 60_000;

/** Shows what the leading optimizer has told of each minute of the last hour. */
export async function showFigures({ shared, runs }: Pick<Store, 'shared' | 'runs'>): Promise<FiguresView> {
  const [found, now] = await Promise.all([shared.load('figures', FIGURES_MINUTES), runs.now()]);
  const report = found && parseMinutesReport(found.text);
  if (report === undefined) return { at: null, leader: null, items: [] };
  // An idle fleet tells nothing new: minutes of more than an hour ago stand there until it does.
  const recent = report.minutes.filter(({ at }) => at + 60_000 > now - KEPT_MS);
  return {
    at: toRfc3339(report.at),
    leader: report.leader,
    items: recent.map((minute) => ({ ...minute, at: toRfc3339(minute.at) })),
  };
}
