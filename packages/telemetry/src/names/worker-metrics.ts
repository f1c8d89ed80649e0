import { counter, gauge, histogram, RUN_BUCKETS, STEP_BUCKETS } from './metric-definition.ts';

/** Metrics of workers, each about itself: sum them over the fleet. */
export const WORKER_METRICS = {
  attempts: counter(
    'ag06.attempts',
    '{attempt}',
    ['agent', 'outcome'],
    'Attempts that are over. outcome: ok, error, timeout, 429, cancelled, oom.',
  ),
  retries: counter(
    'ag06.attempts.retried',
    '{attempt}',
    ['agent'],
    'Attempts after which another one was scheduled.',
  ),
  stepDuration: histogram(
    'ag06.step.duration.seconds',
    STEP_BUCKETS,
    ['agent'],
    'Time that an attempt of a step or item took in its handler, whatever came of it.',
  ),
  queueWait: histogram(
    'ag06.step.queue_wait.seconds',
    STEP_BUCKETS,
    ['agent'],
    'Time from the moment that an activation was due until a worker claimed its step. Eager steps do not wait.',
  ),
  deliveries: counter('ag06.deliveries', '{delivery}', ['agent'], 'Activations taken from the queue.'),
  deliveriesLost: counter(
    'ag06.deliveries.lost',
    '{delivery}',
    ['agent'],
    'Steps taken over after their holder was lost (a worker died, hung, or lost its lock).',
  ),
  eagerSteps: counter(
    'ag06.steps.eager',
    '{step}',
    ['agent'],
    'Steps and items begun by eager continuation, with no trip through the queue.',
  ),
  slotsInUse: gauge('ag06.slots.in_use', '{slot}', ['agent'], 'Slots of the agent that are taken.'),
  slotsLimit: gauge('ag06.slots.limit', '{slot}', ['agent'], 'Slots of the agent that this worker has.'),
  slotsHeldBack: gauge(
    'ag06.slots.held_back',
    '{slot}',
    ['agent', 'reason'],
    'Slots of the agent that this worker does not use though it was told to. reason: latency, rate, event-loop, cpu, memory.',
  ),
  slotsWaiting: gauge(
    'ag06.slots.waiting',
    '{step}',
    ['agent'],
    'Steps of this worker that wait for a slot.',
  ),
  tuningVersion: gauge(
    'ag06.tuning.version',
    '1',
    ['agent'],
    'Version of the settings of the agent that this worker has in force; 0: what it does by itself.',
  ),
  claims: counter(
    'ag06.claims',
    '{claim}',
    ['result'],
    'Claims. result: claimed, early, alone, blocked, stale, terminal, unknown, error.',
  ),
  breakerRefusals: counter(
    'ag06.breaker.refusals',
    '{step}',
    ['dependency'],
    'Steps that were not started because the breaker of a dependency let none through.',
  ),
} as const;

/** Metrics of every process that commits: workers, and dispatchers (cancellations, deadlines). Sum them. */
export const COMMIT_METRICS = {
  commits: counter(
    'ag06.commits',
    '{commit}',
    ['result'],
    'Commits. result: applied, repeated, refused (a late result, or the run is over), error.',
  ),
  runsEnded: counter(
    'ag06.runs.ended',
    '{run}',
    ['workflow', 'status'],
    'Runs that a commit of this process ended. status: completed, failed, cancelled, timed_out.',
  ),
  runDuration: histogram(
    'ag06.run.duration.seconds',
    RUN_BUCKETS,
    ['status'],
    'Time from the submission of a run to its end.',
  ),
  breakerTransitions: counter(
    'ag06.breaker.transitions',
    '{transition}',
    ['dependency', 'to'],
    'Changes of a breaker that this process made. to: closed, half-open, open, off.',
  ),
  deadLetters: counter(
    'ag06.dead_letters',
    '{letter}',
    ['reason'],
    'Deliveries that this process set aside, by the code of the reason.',
  ),
} as const;
