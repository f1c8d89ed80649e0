import type { Page } from 'playwright-core';

/** What the main thread of a page did in one part of a measurement. */
export interface Smoothness {
  /** The longest task, milliseconds; 0 if none took 50 or more. */
  readonly longestMs: number;
  /** How many tasks took 50 ms or more. */
  readonly count: number;
}

/** Runs in the page before its own scripts. */
const OBSERVE = `
  window.longTasks = [];
  window.longTaskObserver = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) window.longTasks.push(duration);
  });
  window.longTaskObserver.observe({ type: 'longtask', buffered: true });
`;

/** Ends with the next frame but one, and takes what the observer was not told yet. */
const TAKE = `new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => {
  for (const { duration } of window.longTaskObserver.takeRecords()) window.longTasks.push(duration);
  done(window.longTasks.splice(0));
})))`;

/** Records the long tasks of all documents that the page loads from now on. */
export const observeLongTasks = (page: Page): Promise<unknown> => page.addInitScript(OBSERVE);

/** Returns the long tasks since the last call, or since the page was loaded. */
export async function takeLongTasks(page: Page): Promise<Smoothness> {
  const durations = await page.evaluate<readonly number[]>(TAKE);
  return { longestMs: Math.max(0, ...durations), count: durations.length };
}
