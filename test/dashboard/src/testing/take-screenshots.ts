import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { SIZE_NAMES, SIZES } from './sizes.ts';

/** Outside of git. */
const FOLDER = fileURLToPath(new URL('../../artefacts/', import.meta.url));

/**
 * Takes pictures of a page as it is, at three widths and, the widest, dark too. Rejects if the page is wider than its
 * window, which would make a person scroll sideways.
 */
export async function takeScreenshots(page: Page, name: string): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  const before = page.viewportSize() ?? SIZES.desk;
  for (const size of SIZE_NAMES) {
    await page.setViewportSize(SIZES[size]);
    await page.screenshot({ path: `${FOLDER}${name}-${size}-light.png`, animations: 'disabled' });
    const width = Number(await page.evaluate('document.documentElement.scrollWidth'));
    if (width > SIZES[size].width)
      throw new Error(`${name} is ${width} pixels wide in a window of ${SIZES[size].width}.`);
  }
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.screenshot({ path: `${FOLDER}${name}-desk-dark.png`, animations: 'disabled' });
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(before);
}
