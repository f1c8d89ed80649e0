import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { CODE_SECTIONS } from '@ag06/contracts/codes';
import { KNOWN_SETTINGS } from '@ag06/service-host';
import { beforeAll, expect, it } from '@jest/globals';
import { loadApiDocument, toReferencePages } from './reference-pages.ts';
import { statusesOfCodes } from './statuses-of-codes.ts';

const read = (name: string): string =>
  readFileSync(new URL(`../../../../docs/${name}`, import.meta.url), 'utf8');

let document: unknown;
beforeAll(async () => {
  document = await loadApiDocument();
}, 180_000);

it('the pages of reference say what the code does: npm run docs:reference writes them', async () => {
  for (const [path, text] of toReferencePages(document)) expect(await readFile(path, 'utf8')).toBe(text);
});

it('the table of codes says with which status the API answers each', () => {
  const told = new Map(CODE_SECTIONS.flatMap(([, codes]) => Object.entries(codes)));
  const wrong = [...statusesOfCodes(document)].flatMap(([code, statuses]) =>
    [...statuses]
      .filter((status) => !told.get(code)?.[0].includes(status))
      .map((status) => `${code}: ${status}`),
  );
  expect(statusesOfCodes(document).size).toBeGreaterThan(80);
  expect(wrong).toEqual([]);
});

it('docs/reference/configuration.md has every setting, and no other', () => {
  const named = [...read('reference/configuration.md').matchAll(/^\| `(AG06_\w+)/gm)].map(([, name]) => name);
  // Services that share a setting may have defaults of their own, which tests beside their schemas compare.
  expect([...new Set(named)].toSorted()).toEqual(KNOWN_SETTINGS.toSorted());
});

it('docs/operations/alerts.md has a section for each alert, with its cause and its cure, where its runbook_url leads', () => {
  const rules = readFileSync(new URL('../../../../deploy/prometheus/rules.yaml', import.meta.url), 'utf8');
  const alerts = [...rules.matchAll(/- alert: (\w+)/g)].map(([, name]) => name);
  const sections = read('operations/alerts.md').split(/^## /m).slice(1);
  expect(sections.map((text) => text.split('\n')[0])).toEqual(alerts);
  for (const text of sections) expect(text).toMatch(/\*\*Cause\.\*\* .+\*\*Cure\.\*\* /s);
  const urls = [...rules.matchAll(/runbook_url: '\{\{ or \$externalLabels\.ag06_docs "docs" \}\}\/(\S+)'/g)];
  expect(urls.map(([, url]) => url)).toEqual(
    alerts.map((alert) => `operations/alerts.md#${alert?.toLowerCase()}`),
  );
});
