import { LoopWatch } from './loop-watch.ts';

/** A dispatcher that tells at SIGUSR2 for how long its event loop was held at most, and begins anew. */
const watch = new LoopWatch();
let told = 0;
process.on('SIGUSR2', () => {
  process.stdout.write(`${JSON.stringify({ told: ++told, loopHeldMs: watch.take() })}\n`);
});

await import('../../main.ts');
