import { EventSource } from 'eventsource';

/** Prints what the runs of a workflow come to, as it happens: `node follow.mjs http://127.0.0.1:4606 WORKFLOW`. */
const [url, workflow] = process.argv.slice(2);
const types = [
  'run.started',
  'step.completed',
  'step.failed',
  'run.completed',
  'run.failed',
  'run.cancelled',
];
const query = new URLSearchParams([['workflow', workflow], ...types.map((type) => ['type', type])]);

// The client connects again by itself, and tells the server where it was: no event is missed or told twice.
const feed = new EventSource(`${url}/v1/feed?${query}`);
feed.addEventListener('open', () => console.log(`following ${workflow}`));
for (const type of types) {
  feed.addEventListener(type, ({ data }) => {
    const { runId, step = '' } = JSON.parse(data);
    console.log(`${runId} ${type} ${step}`.trimEnd());
  });
}
process.once('SIGTERM', () => feed.close());
process.once('SIGINT', () => feed.close());
