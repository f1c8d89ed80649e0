import { LoopWatch } from './loop-watch.ts';

/** A dispatcher that prints the longest hold of its event loop at SIGUSR2, and measures anew. */
const watch = new LoopWatch();
let told = 0;
process.on('SIGUSR2', () => {
  process.stdout.write(`${JSON.stringify({ told: ++told, loopHeldMs: watch.take() })}\n`);
});

await import('../../main.ts');
