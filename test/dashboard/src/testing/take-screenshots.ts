import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { SIZE_NAMES, SIZES } from './sizes.ts';

/** Outside of git. */
const FOLDER = fileURLToPath(new URL('../../artefacts/', import.meta.url));

/** Drawn by software, so they cost as much as the rest of a test: for people who want to look. */
const ARE_WANTED = process.env.AG06_SCREENSHOTS === 'yes';
const TWO_FRAMES = 'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))';

const HIGHEST_ROW = `Math.max(0, ...[...document.querySelectorAll('.scroll-x tr')].map((row) => row.offsetHeight))`;

/**
 * Rejects if the page as it is would be wider than its window at one of three widths, which would make a person scroll sideways, or if
 * a row of a table is as high as a third of the window, because its texts are squeezed. With `AG06_SCREENSHOTS=yes` it takes a picture of
 * each and, of the widest and the narrowest, a dark one.
 */
export async function takeScreenshots(page: Page, name: string): Promise<void> {
  const before = page.viewportSize() ?? SIZES.desk;
  for (const size of SIZE_NAMES) {
    await page.setViewportSize(SIZES[size]);
    await page.evaluate(TWO_FRAMES);
    await picture(page, `${name}-${size}-light`);
    const width = Number(await page.evaluate('document.documentElement.scrollWidth'));
    if (width > SIZES[size].width)
      throw new Error(`${name} is ${width} pixels wide in a window of ${SIZES[size].width}.`);
    const height = Number(await page.evaluate(HIGHEST_ROW));
    if (height > SIZES[size].height / 3)
      throw new Error(`A row of ${name} is ${height} pixels high at a width of ${SIZES[size].width}.`);
  }
  if (ARE_WANTED) {
    await page.emulateMedia({ colorScheme: 'dark' });
    await picture(page, `${name}-desk-dark`);
    await page.setViewportSize(SIZES.phone);
    await picture(page, `${name}-phone-dark`);
    await page.emulateMedia({ colorScheme: 'light' });
  }
  await page.setViewportSize(before);
}

async function picture(page: Page, name: string): Promise<void> {
  if (!ARE_WANTED) return;
  await mkdir(FOLDER, { recursive: true });
  await page.screenshot({ path: `${FOLDER}${name}.png`, animations: 'disabled' });
}
