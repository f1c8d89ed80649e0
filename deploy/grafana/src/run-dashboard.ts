import type { Dashboard } from './dashboard.ts';
import { highest, quantile } from './promql.ts';

const HOW = `**Give a correlation id** above: it is in every answer of the API (\`X-Correlation-Id\`), in every log line, event and
span. The traces of its runs are listed below; a click on one shows it, or give its **trace id** (\`traceparent\`) above.

- its runs: [\${api}/v1/runs?correlationId=\${correlationId}](\${api}/v1/runs?correlationId=\${correlationId})
- a run's state, what it waits for and why it failed: \`ag06 runs show RUN --verbose\`, \`GET /v1/runs/{id}\`; a step's input and
  attempts: \`ag06 runs show RUN STEP\`, \`GET /v1/runs/{id}/steps/{step}\`; its events: \`ag06 runs events RUN\`, \`GET /v1/runs/{id}/events\`
- its log lines, of every process: \`docker compose logs dispatcher agent-worker | grep \${correlationId}\`, or
  \`kubectl -n ag06 logs -l app.kubernetes.io/part-of=ag06 --prefix | grep \${correlationId}\`

No trace, but runs: they were not sampled (\`OTEL_TRACES_SAMPLER_ARG\`). The events of a run are there all the same.`;

/** The way of one run through the fleet: ids are on spans, logs and events, never on metrics. */
export const runDashboard: Dashboard = {
  name: 'run',
  title: 'One run',
  description: 'The way of one run through the fleet, by its correlation id.',
  variables: [
    { kind: 'text', name: 'correlationId', label: 'Correlation id', value: '' },
    { kind: 'text', name: 'traceId', label: 'Trace id', value: '' },
    { kind: 'text', name: 'api', label: 'API', value: 'http://localhost:4606' },
  ],
  rows: [
    {
      title: 'Where is it?',
      panels: [
        { kind: 'text', title: 'How to follow a run', width: 12, height: 10, markdown: HOW },
        {
          kind: 'search',
          title: 'Traces of $correlationId',
          description: 'Every trace with a span that carries the correlation id.',
          width: 12,
          height: 10,
          query: 'messaging.message.conversation_id="$correlationId"',
        },
        {
          kind: 'trace',
          title: 'Trace $traceId',
          description: 'From the request through the queue, the claim and the handlers to the commits.',
          width: 24,
          height: 18,
          query: '$traceId',
        },
      ],
    },
    {
      title: 'What was it up against?',
      panels: [
        {
          kind: 'timeseries',
          title: 'Wait before a claim, p95',
          description: 'Of all steps of each agent at that time. The run may have waited in the same queue.',
          unit: 's',
          width: 8,
          targets: [{ expr: quantile(0.95, 'queueWait', ['agent']), legend: '{{agent}}' }],
        },
        {
          kind: 'timeseries',
          title: 'Time in handlers, p95',
          description: 'Of all attempts of each agent at that time.',
          unit: 's',
          width: 8,
          targets: [{ expr: quantile(0.95, 'stepDuration', ['agent']), legend: '{{agent}}' }],
        },
        {
          kind: 'timeseries',
          title: 'Held back',
          description:
            'Steps that a breaker or a limit held back at that time, and the store when it was slow (p99, s).',
          unit: 'short',
          width: 8,
          targets: [
            { expr: `${highest('blockedSteps', ['reason'])} or vector(0)`, legend: '{{reason}}' },
            { expr: quantile(0.99, 'storeDuration'), legend: 'store p99, s' },
          ],
        },
      ],
    },
  ],
};
