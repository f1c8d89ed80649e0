import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { untilSo } from '../fleet/bench-fleet.ts';
import { observeLongTasks, type Smoothness, takeLongTasks } from './long-tasks.ts';

/** The parts of a journey, by their names. */
export type Parts = ReadonlyMap<string, Smoothness>;

interface JourneyOptions {
  readonly url: string;
  /** The run whose step `each` has very many items. */
  readonly large: string;
  /** How many pages of the list are reached by the End key. */
  readonly ends: number;
  /** How many screens the wheel turns in each list. */
  readonly screens: number;
}

const VIEWPORT = { width: 1_440, height: 900 };
const GRID = '.run-table';
const ITEMS = 'section[aria-label="Items of each"]';
/** A row of the list of runs. */
export const ROW = 'tr.row a';
const ROW_PX = 48;
const PAGE_ROWS = 100;
const AWAIT_MS = 30_000;
/** Long enough for the list to take what the feed told, which it does once a second. */
const FOLLOWED_MS = 2_500;

/** Opens an address as the first document of a profile without a cache, and waits for an element. */
export async function openCold(browser: Browser, url: string, awaited: string): Promise<Smoothness> {
  const context = await browser.newContext({ viewport: VIEWPORT });
  try {
    const page = await context.newPage();
    await observeLongTasks(page);
    await page.goto(url);
    await page.locator(awaited).first().waitFor();
    return await takeLongTasks(page);
  } finally {
    await context.close();
  }
}

/** Goes through the lists as a person does, in one tab: opens, scrolls, presses End, and filters. */
export async function travel(browser: Browser, options: JourneyOptions): Promise<Parts> {
  const context = await browser.newContext({ viewport: VIEWPORT });
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(AWAIT_MS);
    await observeLongTasks(page);
    const parts = new Map<string, Smoothness>();
    const part = async (name: string, act: () => Promise<void>) => {
      await act();
      parts.set(name, await takeLongTasks(page));
    };
    await page.goto(options.url);
    await page.getByText('What needs a person now').waitFor();
    await takeLongTasks(page);
    await part('runs.open', () => openRuns(page));
    await part('runs.follow', () => delay(FOLLOWED_MS));
    await part('runs.scroll', () => scroll(page, GRID, options.screens));
    await part('runs.end', () => pressEnd(page, options.ends));
    await part('runs.filter', () => filterByStatus(page));
    await part('runs.attribute', () => filterByAttribute(page));
    await part('items.open', () => openItems(page, options));
    await part('items.scroll', () => scroll(page, ITEMS, options.screens));
    return parts;
  } finally {
    await context.close();
  }
}

const firstRow = (page: Page) => page.locator(ROW).first();

async function openRuns(page: Page): Promise<void> {
  await page.getByRole('navigation').getByRole('link', { name: 'Runs', exact: true }).click();
  await firstRow(page).waitFor();
}

/** Turns the wheel over what scrolls, as fast as the page takes it, and proves that it scrolled. */
async function scroll(page: Page, selector: string, screens: number): Promise<void> {
  const place = page.locator(selector).first();
  await place.scrollIntoViewIfNeeded();
  const box = await place.boundingBox();
  if (box === null) throw new Error(`${selector} is not in the page.`);
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  for (let screen = 0; screen < screens; screen++) {
    await page.mouse.wheel(0, 2_000);
    await page.evaluate('new Promise(requestAnimationFrame)');
  }
  const top = await place.evaluate('(area) => area.scrollTop');
  if (Number(top) < 2_000) throw new Error(`${selector} was turned ${screens} times and is at ${top} px.`);
}

/** Each End goes to the last row that is known, which loads the page behind it. */
async function pressEnd(page: Page, ends: number): Promise<void> {
  const grid = page.getByRole('grid');
  await grid.focus();
  for (let end = 0; end < ends; end++) {
    const before = await countRows(page);
    await page.keyboard.press('End');
    await untilSo('the list has more rows', AWAIT_MS, async () => (await countRows(page)) > before);
  }
  const rows = await countRows(page);
  if (rows < ends * PAGE_ROWS) throw new Error(`End was pressed ${ends} times, and ${rows} rows are known.`);
}

/** The height of the list, in rows. */
const countRows = (page: Page): Promise<number> =>
  page.evaluate(`Math.floor(document.querySelector('${GRID}').scrollHeight / ${ROW_PX})`);

async function filterByStatus(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'failed', exact: true }).click();
  await page.waitForURL(/status=failed/);
  await page.locator('tr.row .badge.bad').first().waitFor();
  await page.getByRole('button', { name: 'failed', exact: true }).click();
  await page.waitForURL(({ search }) => search === '');
  await firstRow(page).waitFor();
}

async function filterByAttribute(page: Page): Promise<void> {
  await page.getByLabel('Attribute', { exact: true }).pressSequentially('lot');
  await page.getByLabel('Type of the attribute').selectOption('number');
  await page.getByLabel('Comparison').selectOption('is');
  await page.getByLabel('Value').pressSequentially('17');
  await page.getByRole('button', { name: 'Add this attribute' }).click();
  await page.waitForURL(/attr\.lot=17/);
  await page.locator('tr.row', { hasText: 'lot=17' }).first().waitFor();
}

/** Opens the run, and waits until its whole log was read: the timeline grows meanwhile. */
async function openItems(page: Page, { url, large }: JourneyOptions): Promise<void> {
  await page.goto(`${url}/runs/${large}?step=each`);
  await page.locator(`${ITEMS} li`).first().waitFor();
  const countRead = () => page.evaluate<number>(COUNT_READ);
  for (let before = -1, read = await countRead(); read > before; read = await countRead()) {
    before = read;
    await delay(READ_MS);
  }
}

/** Pages of the log that the page has read. */
const COUNT_READ = `performance.getEntriesByType('resource').filter(({ name }) => name.includes('/events?')).length`;
/** A page of the log is read in less, also on a busy machine. */
const READ_MS = 2_000;
