import type { RunReasonView, StepView, WaitsFor } from '@ag06/client';
import { expect, test } from '@jest/globals';
import { findObstacles, type Mend } from './mends.ts';

const reason = (step: string, code: string): RunReasonView => ({ step, code, sentence: `${step} waits.` });
const step = (waitsFor?: WaitsFor): StepView => ({
  status: 'blocked',
  attempt: 1,
  ...(waitsFor !== undefined && { waitsFor }),
});

test.each<[WaitsFor, Mend | undefined]>([
  [{ reason: 'pause' }, { kind: 'resume-run' }],
  [
    { reason: 'pause', of: 'fleet' },
    { kind: 'resume', target: 'fleet' },
  ],
  [
    { reason: 'pause', of: 'agent', name: 'x.a' },
    { kind: 'resume', target: { agent: 'x.a' } },
  ],
  [
    { reason: 'pause', of: 'workflow', name: 'w' },
    { kind: 'resume', target: { workflow: 'w' } },
  ],
  [
    { reason: 'breaker', dependency: 'shop' },
    { kind: 'close-breaker', dependency: 'shop' },
  ],
  [
    { reason: 'permission', name: 'mail.send' },
    { kind: 'allow', name: 'mail.send' },
  ],
  [
    { reason: 'signal', signal: 'go' },
    { kind: 'signal', step: 's', signal: 'go' },
  ],
  [
    { reason: 'approval', signal: 'go', choices: ['yes', 'no'] },
    { kind: 'approve', step: 's', choices: ['yes', 'no'] },
  ],
  [
    { reason: 'child', runId: 'r0-x' },
    { kind: 'show-child', runId: 'r0-x' },
  ],
  [
    { reason: 'worker', agent: 'x.a' },
    { kind: 'start-worker', agent: 'x.a' },
  ],
  [{ reason: 'timer', until: '2026-11-28T09:00:00.000Z' }, undefined],
  [{ reason: 'repair' }, undefined],
])('a step that waits for %j is mended by %j', (wait, mend) => {
  const run = { status: 'running', steps: { s: step(wait) } } as const;
  const { first, others } = findObstacles([reason('s', wait.reason)], run);
  expect(first).toEqual([{ ...reason('s', wait.reason), ...(mend !== undefined && { mend }) }]);
  expect(others).toEqual([]);
});

test('steps that run, or wait for other steps, are no obstacles', () => {
  const run = {
    status: 'running',
    steps: { a: step(), b: step({ reason: 'dependencies', steps: ['a'] }) },
  } as const;
  const { first, others } = findObstacles([reason('a', 'running'), reason('b', 'dependencies')], run);
  expect(first).toEqual([]);
  expect(others.map(({ code }) => code)).toEqual(['running', 'dependencies']);
});

test('a paused run has one obstacle for all steps that its pause keeps', () => {
  const paused = step({ reason: 'pause' });
  const run = { status: 'paused', steps: { a: paused, b: paused } } as const;
  const { first, others } = findObstacles([reason('a', 'pause'), reason('b', 'pause')], run);
  expect(first).toEqual([
    { code: 'pause', sentence: expect.stringMatching('paused'), mend: { kind: 'resume-run' } },
  ]);
  expect(others).toHaveLength(2);
});

test('a step that is named like a property of every object has no wait of its own', () => {
  const { first } = findObstacles([reason('valueOf', 'limit')], { status: 'running', steps: {} });
  expect(first).toEqual([reason('valueOf', 'limit')]);
});
