import type { Row } from './dashboard.ts';
import { selector } from './promql.ts';

/** Results that are finished and not stored, because the store is away or slow. */
export const FALLBACK: Row = {
  title: 'Results that wait for the store',
  panels: [
    {
      kind: 'timeseries',
      title: 'Results that wait',
      description:
        'Finished results that the store has not taken for a second. None is dropped; they are written in order.',
      unit: 'short',
      width: 8,
      targets: [{ expr: selector('fallbackResults'), legend: '{{instance}}' }],
    },
    {
      kind: 'timeseries',
      title: 'Their size',
      description: 'At AG06_FALLBACK_MAX a worker takes no more work.',
      unit: 'bytes',
      width: 8,
      targets: [{ expr: selector('fallbackBytes'), legend: '{{instance}}' }],
    },
    {
      kind: 'timeseries',
      title: 'Age of the oldest',
      description: 'As long as the store has been away.',
      unit: 's',
      width: 8,
      targets: [{ expr: selector('fallbackAge'), legend: '{{instance}}' }],
    },
  ],
};
