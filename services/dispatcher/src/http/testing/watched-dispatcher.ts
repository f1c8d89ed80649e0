import { LoopWatch, measureLeastMs } from './loop-watch.ts';
import { parseLargestBody } from './parse-largest-body.ts';

/**
 * A dispatcher that prints the longest hold of its event loop at SIGUSR2, beside how long the parse of a largest body takes
 * it now, and measures anew.
 */
const watch = new LoopWatch();
let told = 0;
process.on('SIGUSR2', () => {
  const loopHeldMs = watch.take();
  const bodyMs = measureLeastMs(parseLargestBody);
  watch.forget();
  process.stdout.write(`${JSON.stringify({ told: ++told, loopHeldMs, bodyMs })}\n`);
});

await import('../../main.ts');
