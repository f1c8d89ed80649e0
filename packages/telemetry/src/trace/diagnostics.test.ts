import { expect, it } from '@jest/globals';
import { createDiagnostics } from './diagnostics.ts';

it('Diagnostics logs a complaint of the SDK once a minute, and how many were left out', () => {
  let now = 0;
  const lines: object[] = [];
  const diagnostics = createDiagnostics({ warn: (fields) => lines.push(fields) }, () => now);
  diagnostics.error('no collector', new Error('ECONNREFUSED'), { code: 7 });
  for (let i = 0; i < 1_000; i++) diagnostics.warn('again');
  diagnostics.debug('never told');
  now = 60_000;
  diagnostics.error('x'.repeat(10_000));
  expect(lines).toEqual([
    { detail: 'no collector ECONNREFUSED {"code":7}', suppressed: 0 },
    { detail: 'x'.repeat(500), suppressed: 1_000 },
  ]);
});
