import { counter, gauge } from './metric-definition.ts';

/** What the leading optimizer does about agents, as it sees it. */
export const TUNING_METRICS = {
  tuningSetting: gauge(
    'ag06.tuning.setting',
    '1',
    ['agent', 'setting'],
    'Settings that would be in force by the optimizer, in their own units; 0 where they are off.',
  ),
  tuningDecisions: counter(
    'ag06.tuning.decisions',
    '{decision}',
    ['agent', 'setting', 'reason', 'mode'],
    'Decisions of the optimizer about a setting.',
  ),
  tuningMode: gauge(
    'ag06.tuning.mode',
    '1',
    ['agent', 'mode'],
    '1 for the mode in which the optimizer tunes the agent.',
  ),
  tuningFrozen: gauge(
    'ag06.tuning.frozen',
    '1',
    ['agent'],
    '1 while nothing about the agent is changed: a person or stale telemetry stands against it.',
  ),
  tuningCredit: gauge(
    'ag06.tuning.credit.seconds',
    's',
    ['agent'],
    'What may be spent on trials, in seconds of what the static settings bring.',
  ),
  tuningValue: gauge(
    'ag06.tuning.value_per_second',
    '1/s',
    ['agent', 'kind'],
    'What the agent brings by its objective, measured over a minute, and as it was predicted.',
  ),
} as const;
