import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** The conformance levels whose rules count, and the recommendations of axe. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const COUNTED: readonly unknown[] = ['serious', 'critical'];

/** The rules whose answer another colour scheme can change. */
const OF_COLOURS = ['color-contrast', 'link-in-text-block'];

/** Rejects with every serious or critical violation that axe finds in the page as it is, in light and in dark. */
export async function expectAccessible(page: Page): Promise<void> {
  // Not by a script of the page, which its policy refuses.
  await page.evaluate(AXE);
  const found: string[] = [];
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    const rules = colorScheme === 'dark' ? TAGS : OF_COLOURS;
    found.push(...(await findViolations(page, rules)).map((violation) => `${colorScheme}: ${violation}`));
  }
  if (found.length > 0) throw new Error(`axe found on ${page.url()}\n${found.join('\n')}`);
}

async function findViolations(page: Page, rules: readonly string[]): Promise<readonly string[]> {
  const options = JSON.stringify({ resultTypes: ['violations'], runOnly: rules });
  const { violations } = await page.evaluate<AxeResults>(`axe.run(${options})`);
  return violations
    .filter(({ impact }) => COUNTED.includes(impact))
    .map(({ impact, id, help, nodes }) => {
      const places = nodes.slice(0, 5).map(({ target, failureSummary }) => `  ${target}: ${failureSummary}`);
      return [`${impact} ${id}: ${help}`, ...places].join('\n');
    });
}
