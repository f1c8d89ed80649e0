import { startTestFleet, type TestFleet, type TestFleetOptions } from '@ag06/test-fleet';
import { afterAll, afterEach, beforeAll, jest } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { buildDashboard } from './build-dashboard.ts';
import { launchChromium } from './launch-chromium.ts';
import { PageFaults } from './page-faults.ts';
import { SIZES, type Size } from './sizes.ts';

/** How long anything may take on a machine that is busy with other tests. */
const PATIENCE_MS = 45_000;
/** How long a test may take there. */
const TEST_MS = 180_000;

interface OpenOptions {
  /** Default: `desk`. */
  readonly size?: Size;
  /** Default: `light`. */
  readonly scheme?: 'light' | 'dark';
  /** Match errors that the test provokes. */
  readonly allowErrors?: readonly RegExp[];
  /** Called with the page before it opens the address. */
  readonly onPage?: (page: Page) => unknown;
}

interface DashboardOptions extends TestFleetOptions {
  /** The name under which pages are opened, as on another machine; by default the loopback's address. */
  readonly hostName?: string;
}

/** A fleet that serves its dashboard, and a browser. */
export interface Dashboard {
  readonly fleet: TestFleet;
  readonly browser: Browser;
  /** Opens an address in a fresh profile, and resolves when the document is loaded. It is closed after the test. */
  open(path: string, options?: OpenOptions): Promise<Page>;
}

/**
 * Starts a fleet and a Chromium for the tests of a file, and stops them after these. A test in which a page has an error, or
 * asks another origin, fails.
 */
export function useDashboard({ hostName, ...options }: DashboardOptions = {}): Dashboard {
  let fleet: TestFleet;
  let browser: Browser;
  const opened: { readonly page: Page; readonly faults: PageFaults }[] = [];

  jest.setTimeout(TEST_MS);
  beforeAll(async () => {
    await buildDashboard();
    [fleet, browser] = await Promise.all([
      startTestFleet({
        ...options,
        settings: { AG06_DASHBOARD: 'on', AG06_HTTP_HOSTS: hostName ?? '', ...options.settings },
      }),
      launchChromium(hostName),
    ]);
  }, 120_000);
  afterEach(async () => {
    const faults = opened.flatMap(({ faults }) => faults.found);
    await Promise.all(opened.splice(0).map(({ page }) => page.context().close()));
    if (faults.length > 0) throw new Error(`The page had\n${faults.join('\n')}`);
  });
  afterAll(async () => {
    await browser?.close();
    await fleet?.stop();
  });

  return {
    get fleet() {
      return fleet;
    },
    get browser() {
      return browser;
    },
    async open(path, { size = 'desk', scheme = 'light', allowErrors = [], onPage } = {}) {
      const context = await browser.newContext({ viewport: SIZES[size], colorScheme: scheme });
      context.setDefaultTimeout(PATIENCE_MS);
      const page = await context.newPage();
      const url = new URL(path, fleet.url);
      if (hostName !== undefined) url.hostname = hostName;
      const faults = new PageFaults(url.origin, allowErrors);
      faults.watch(page);
      opened.push({ page, faults });
      await onPage?.(page);
      await page.goto(url.href);
      return page;
    },
  };
}
