import { expect, test } from '@jest/globals';
import type { Page, Response } from 'playwright-core';
import { SHOP } from './testing/orders.ts';
import { useDashboard } from './testing/use-dashboard.ts';

/** The most bytes of compressed script that the first view of a page may load. */
const SCRIPT_BYTES_MAX = 250_000;
const dashboard = useDashboard(SHOP);

interface Loaded {
  readonly path: string;
  readonly type: string;
  readonly encoding: string | undefined;
  readonly bytes: number;
}

/** Opens a page for the first time, and returns the files that come until it shows its heading. */
async function openFirst(path: string): Promise<{ readonly page: Page; readonly files: readonly Loaded[] }> {
  const responses: Response[] = [];
  const page = await dashboard.open(path, {
    // A fleet in memory has no archive.
    allowErrors: [/409 .*\/v1\/archive/],
    onPage: (opening) => opening.on('response', (response) => responses.push(response)),
  });
  await page.getByRole('heading', { level: 1 }).waitFor();
  const own = responses.filter((response) => /^\/($|assets\/|\w+$)/.test(new URL(response.url()).pathname));
  return { page, files: await Promise.all(own.map(toLoaded)) };
}

async function toLoaded(response: Response): Promise<Loaded> {
  const [headers, sizes] = await Promise.all([response.allHeaders(), response.request().sizes()]);
  return {
    path: new URL(response.url()).pathname,
    type: headers['content-type'] ?? '',
    encoding: headers['content-encoding'],
    bytes: sizes.responseBodySize,
  };
}

const scriptsOf = (files: readonly Loaded[]) =>
  files.filter(({ type }) => type.startsWith('text/javascript'));

test('the first view of every page of the navigation loads little compressed script', async () => {
  const { page, files } = await openFirst('/');
  const links = await page.getByRole('navigation').getByRole('link').all();
  const others = (await Promise.all(links.map((link) => link.getAttribute('href')))).filter(
    (href) => href !== '/',
  );
  expect(others.length).toBeGreaterThan(1);
  const views = [{ path: '/', files }];
  for (const path of others) views.push({ path: String(path), files: (await openFirst(String(path))).files });
  for (const { path, files } of views) {
    const scripts = scriptsOf(files);
    const bytes = scripts.reduce((sum, script) => sum + script.bytes, 0);
    expect({ path, isSmall: bytes > 1_000 && bytes < SCRIPT_BYTES_MAX, bytes }).toMatchObject({
      isSmall: true,
    });
    expect(new Set(scripts.map(({ encoding }) => encoding))).toEqual(new Set(['br']));
  }
});

test('a page that is opened again loads its scripts and styles from the cache', async () => {
  const { page } = await openFirst('/');
  await page.reload();
  await page.getByRole('heading', { level: 1 }).waitFor();
  const transferred = await page.evaluate<readonly number[]>(
    "performance.getEntriesByType('resource').filter(({ name }) => name.includes('/assets/')).map(({ transferSize }) => transferSize)",
  );
  expect(transferred.length).toBeGreaterThan(1);
  expect(new Set(transferred)).toEqual(new Set([0]));
});
