import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { findUnknownSettings, KNOWN_SETTINGS } from './known-settings.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

describe('the settings that are known', () => {
  it('are all that the sources and the deployment name, and no others', () => {
    const files = globSync(
      ['{packages,services}/*/src/**/*.ts', 'deploy/**/*.{yaml,ts,mjs,example}', 'deploy/docker/*'],
      {
        cwd: ROOT,
        exclude: (path) => /\.test\.ts$|known-settings|node_modules|[/\\]dist$/.test(path),
      },
    );
    expect(files.length).toBeGreaterThan(300);
    const named = files.flatMap((file) => {
      const text = /\.\w+$|Dockerfile/.test(file) ? readFileSync(`${ROOT}${file}`, 'utf8') : '';
      return [...text.matchAll(/\bAG06_(?!TEST_)[A-Z][A-Z0-9_]*[A-Z0-9]\b/g)].map(([name]) => name);
    });
    expect([...new Set(named)].sort()).toEqual(KNOWN_SETTINGS);
  });
});

describe('a setting that is unknown', () => {
  it('is told with the one that was meant', () => {
    expect(findUnknownSettings({ AG06_CONCURENCY: '5', AG06_RETENTION: '7d', PATH: '/bin' })).toEqual([
      'AG06_CONCURENCY is no setting of AG06 and does nothing. Did you mean AG06_CONCURRENCY?',
    ]);
    expect(findUnknownSettings({ AG06_COLOUR_OF_THE_SKY: 'blue' })).toEqual([
      'AG06_COLOUR_OF_THE_SKY is no setting of AG06 and does nothing.',
    ]);
  });
});
