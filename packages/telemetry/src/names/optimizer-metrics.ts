import { counter, gauge } from './metric-definition.ts';

/** Metrics of optimizers. The leader counts the totals of agents from the samples of all workers. */
export const OPTIMIZER_METRICS = {
  leader: gauge('ag06.optimizer.leader', '1', [], '1 in the optimizer that leads, 0 in the others.'),
  samplesRead: counter('ag06.optimizer.samples', '{sample}', [], 'Samples of attempts that were read.'),
  agentAttempts: counter(
    'ag06.agent.attempts',
    '{attempt}',
    ['agent'],
    'Attempts of the agent in the whole fleet.',
  ),
  agentSuccess: gauge(
    'ag06.agent.success.ratio',
    '1',
    ['agent'],
    'Share of the recent attempts of the agent that were completed, from 0 to 1.',
  ),
  agentDuration: gauge(
    'ag06.agent.mean_duration.seconds',
    's',
    ['agent'],
    'Mean duration of the recent attempts of the agent.',
  ),
  agentThroughput: gauge(
    'ag06.agent.attempts_per_second',
    '{attempt}/s',
    ['agent'],
    'Attempts of the agent that end in a second, recently, in the whole fleet.',
  ),
} as const;
