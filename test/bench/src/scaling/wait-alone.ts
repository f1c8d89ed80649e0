import { setTimeout as delay } from 'node:timers/promises';

/** Waits as a worker's slots do, and does nothing else: what this machine gives at this moment. */
const [slots = '10', stepMs = '50'] = process.argv.slice(2);
let ended = 0;

async function keepWaiting(): Promise<never> {
  for (;;) {
    await delay(Number(stepMs));
    ended++;
  }
}

for (let slot = 0; slot < Number(slots); slot++) void keepWaiting();
setInterval(
  () => process.stdout.write(`steps ${ended} at ${performance.timeOrigin + performance.now()}\n`),
  200,
);
