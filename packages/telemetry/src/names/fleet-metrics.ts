import { counter, gauge, histogram, LATENCY_BUCKETS } from './metric-definition.ts';

/**
 * Metrics of dispatchers. Gauges describe the whole fleet, and every dispatcher reads them in the background: take
 * their `max`, never their sum. Counters are each dispatcher's own: sum them.
 */
export const FLEET_METRICS = {
  queueDepth: gauge(
    'ag06.queue.depth',
    '{activation}',
    ['queue', 'state'],
    "Activations on an agent's queue. state: waiting, active, delayed.",
  ),
  oldestReady: gauge(
    'ag06.queue.oldest_ready.seconds',
    's',
    ['queue'],
    'Age of the oldest activation that waits on the queue for a worker; 0 if none does.',
  ),
  agentWorkers: gauge('ag06.agent.workers', '{worker}', ['agent'], 'Live workers that serve the agent.'),
  scaleWanted: gauge(
    'ag06.scale.wanted',
    '{worker}',
    ['agent'],
    'How many workers the agent should have, as GET /v1/scale says by default.',
  ),
  agentArrivals: gauge(
    'ag06.agent.arrivals_per_second',
    '{attempt}/s',
    ['agent'],
    'Attempts of the agent that become due in a second, over 30 s.',
  ),
  liveWorkers: gauge('ag06.workers.live', '{worker}', [], 'Workers that were seen within 15 s.'),
  blockedSteps: gauge(
    'ag06.steps.blocked',
    '{step}',
    ['reason'],
    'Steps that no worker may start yet. reason: breaker:<dependency>, limit:<name>.',
  ),
  breakerState: gauge(
    'ag06.breaker.state',
    '1',
    ['dependency'],
    'The breaker before a dependency: 0 closed, 1 half-open, 2 open, 3 turned off.',
  ),
  healthScore: gauge(
    'ag06.health.score',
    '1',
    ['component'],
    'How well a component of GET /health is, from 0 (down) to 1 (well); fleet: the whole.',
  ),
  factsAge: gauge(
    'ag06.facts.age.seconds',
    's',
    [],
    'How old the facts of the fleet are; it rises while the store is away and they stand still.',
  ),
  dutyAge: gauge(
    'ag06.duty.success_age.seconds',
    's',
    ['duty'],
    'Time since a duty of this dispatcher (wake-ups, retention, …) succeeded last.',
  ),
  runsAccepted: counter('ag06.runs.accepted', '{run}', ['workflow'], 'Runs that this dispatcher created.'),
  submissionsRefused: counter(
    'ag06.submissions.refused',
    '{submission}',
    ['priority'],
    'Times that a submission was refused because the store is nearly full; one by queue counts each time that it is tried.',
  ),
  storeUsed: gauge(
    'ag06.store.used.bytes',
    'By',
    [],
    'What the store uses of its nearer limit, AG06_STORE_MEMORY or that of the server; absent without one.',
  ),
  storeCeiling: gauge('ag06.store.ceiling.bytes', 'By', [], 'That limit.'),
  httpDuration: histogram(
    'http.server.request.duration',
    LATENCY_BUCKETS,
    ['http.request.method', 'http.route', 'http.response.status_code'],
    'Time to answer a request of the API; streams and waits for results last as long as they are open. A submission that waits for its run is the route `/v1/runs?wait`.',
  ),
  httpActive: gauge(
    'http.server.active_requests',
    '{request}',
    ['http.request.method'],
    'Requests of the API that are being answered.',
  ),
  feedReaders: gauge('ag06.feed.readers', '{reader}', [], 'Readers of the feed on this dispatcher.'),
} as const;
