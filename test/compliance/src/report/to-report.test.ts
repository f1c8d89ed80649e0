import { expect, it } from '@jest/globals';
import { renderReport, toReport } from './to-report.ts';

const NOTE = { number: 2, asserted: 'Agents start.', measured: { 'time to start': '3 ms' } };

it('toReport has each of the 88 cases, and those are missing that no test proved', () => {
  const { cases } = toReport([{ title: '02 Specialized Agent Initialization', status: 'passed' }], [NOTE]);
  expect(cases).toHaveLength(88);
  expect(cases[1]).toEqual({
    ...NOTE,
    name: 'Specialized Agent Initialization',
    status: 'passed',
  });
  expect(cases.filter(({ status }) => status === 'missing')).toHaveLength(87);
});

it('toReport tells a failed case with what it measured, and a skipped one as missing', () => {
  const ends = [
    { title: '02 Specialized Agent Initialization', status: 'failed' },
    { title: '03 Basic Workflow Execution', status: 'pending' },
  ];
  const { cases } = toReport(ends, [NOTE]);
  expect(cases[1]).toMatchObject({ status: 'failed', measured: NOTE.measured });
  expect(cases[2]).toMatchObject({ status: 'missing', asserted: '' });
});

it('renderReport ends with how many cases passed, and says what was asserted and measured', () => {
  const report = toReport([{ title: '02 Specialized Agent Initialization', status: 'passed' }], [NOTE]);
  const lines = renderReport(report).split('\n');
  const at = lines.findIndex((line) => line.startsWith('02  Specialized Agent Initialization'));
  expect(lines.slice(at, at + 3)).toEqual([
    expect.stringMatching(/passed$/),
    '    Agents start.',
    '    time to start: 3 ms',
  ]);
  expect(lines.at(-1)).toBe('1 of 88 cases passed');
});

it('renderReport leaves out what did not run, and names its numbers and those that failed', () => {
  const ends = [
    { title: '02 Specialized Agent Initialization', status: 'failed' },
    { title: '03 Basic Workflow Execution', status: 'passed' },
  ];
  const text = renderReport(toReport(ends, [NOTE]));
  expect(text).not.toContain('Integrated System Initialization');
  expect(text).toContain('\nFailed: 2\nNot run: 1, 4 to 88\n');
});

it('renderReport breaks long sentences between words', () => {
  const asserted = `${'word '.repeat(60)}end.`;
  const report = toReport(
    [{ title: '02 Specialized Agent Initialization', status: 'passed' }],
    [{ ...NOTE, asserted }],
  );
  const lines = renderReport(report, 70)
    .split('\n')
    .filter((line) => line.startsWith('    word'));
  expect(lines.length).toBeGreaterThan(4);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(70);
  expect(lines.map((line) => line.trim()).join(' ')).toBe(asserted);
});
