import type { Browser } from 'playwright-core';

/** How fast a page showed itself, in milliseconds since its address was opened. */
export interface FirstView {
  /** The first text. */
  readonly paintMs: number;
  /** The heading of the page, with its data. */
  readonly contentMs: number;
  /** Bytes of script that came over the wire. */
  readonly scriptBytes: number;
}

const MEASURE = `({
  paintMs: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0,
  contentMs: performance.now(),
  scriptBytes: performance.getEntriesByType('resource')
    .filter(({ name }) => name.endsWith('.js'))
    .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0),
})`;

/** Opens an address in a profile without a cache, and waits for a text that only the data of the page have. */
export async function measureFirstView(browser: Browser, url: string, text: RegExp): Promise<FirstView> {
  const context = await browser.newContext({ viewport: { width: 1_440, height: 900 } });
  try {
    const page = await context.newPage();
    await page.goto(url, { waitUntil: 'commit' });
    await page.getByText(text).first().waitFor();
    return await page.evaluate<FirstView>(MEASURE);
  } finally {
    await context.close();
  }
}
