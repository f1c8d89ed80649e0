import { FIGURES_MINUTES, FIGURES_REPORT, type MinutesReport } from '@ag06/contracts/tuning';
import { createMemoryStore } from '@ag06/store';
import { expect, it } from '@jest/globals';
import { listAgents } from './list-agents.ts';
import { showFigures } from './show-figures.ts';

const NOW = Date.parse('2026-01-02T12:00:30.000Z');
const HOUR_MS = 3_600_000;
const spread = { meanMs: 1, p50Ms: 1, p95Ms: 1, p99Ms: 1 };
const outcomes = { ok: 1, error: 0, timeout: 0, '429': 0, cancelled: 0, oom: 0 };
const minute = (at: string) => ({
  at: Date.parse(`2026-01-02T${at}:00Z`),
  attempts: 1,
  outcomes,
  duration: spread,
  wait: spread,
});
const storeAt = (at: number) => createMemoryStore({ now: () => at });

it('minutes of more than an hour ago are not told, though the optimizer has told nothing since', async () => {
  const store = storeAt(NOW);
  expect(await showFigures(store)).toEqual({ at: null, leader: null, items: [] });
  const minutes = ['10:59', '11:00', '11:59'].map(minute);
  const report: MinutesReport = { at: NOW - HOUR_MS / 2, leader: 'o-1', fence: 1, minutes };
  await store.shared.swap('figures', FIGURES_MINUTES, 0, JSON.stringify(report));
  const figures = await showFigures(store);
  expect(figures).toMatchObject({ at: '2026-01-02T11:30:30.000Z', leader: 'o-1' });
  expect(figures.items.map(({ at }) => at)).toEqual(['2026-01-02T11:00:00.000Z', '2026-01-02T11:59:00.000Z']);
});

it('minutes that another release wrote otherwise are not told', async () => {
  const store = storeAt(NOW);
  await store.shared.swap(
    'figures',
    FIGURES_MINUTES,
    0,
    '{"at":1,"leader":"o","fence":1,"minutes":[{"at":1}]}',
  );
  expect((await showFigures(store)).items).toEqual([]);
});

it('figures are stale when their optimizer has told none for half a minute', async () => {
  const store = storeAt(NOW);
  const reportOf = (ageMs: number) =>
    JSON.stringify({ at: NOW - ageMs, leader: 'o-1', fence: 1, dropped: 0, unreadable: 0, agents: {} });
  await store.shared.swap('figures', FIGURES_REPORT, 0, reportOf(29_999));
  expect((await listAgents(store)).figures).toMatchObject({ ageMs: 29_999, isStale: false });
  await store.shared.swap('figures', FIGURES_REPORT, 1, reportOf(30_000));
  expect((await listAgents(store)).figures).toMatchObject({ isStale: true });
});
