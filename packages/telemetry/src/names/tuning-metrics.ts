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
  tuningCanaries: gauge(
    'ag06.tuning.canaries',
    '{worker}',
    ['agent'],
    'Workers that try other settings than the rest; 0 while all have the same.',
  ),
  tuningRollbacks: counter(
    'ag06.tuning.rollbacks',
    '{rollback}',
    ['agent', 'setting'],
    'Settings that the optimizer took back, because they brought less or did harm.',
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
  experimentRunning: gauge(
    'ag06.experiment.running',
    '1',
    ['agent', 'assignment'],
    '1 while both arms of an experiment on the agent are in force, 0 while it is paused.',
  ),
  experimentObservations: gauge(
    'ag06.experiment.observations',
    '{observation}',
    ['agent'],
    'Observations of the experiment that runs on the agent; it ends after 120 of them without a decision.',
  ),
  experimentDifference: gauge(
    'ag06.experiment.difference',
    '1',
    ['agent', 'bound'],
    'Difference of settings B to A in the experiment that runs on the agent: mean, and low and high of its interval.',
  ),
} as const;
