import { compareSettings } from '@ag06/test-support';
import { expect, it } from '@jest/globals';
import { Environment } from './config.ts';

it('docs/reference/configuration.md tells every setting with its default', () => {
  expect(compareSettings('Optimizers', Environment.shape)).toEqual([]);
});
