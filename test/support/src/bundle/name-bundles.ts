import { findBundleFolder } from './bundle-folder.ts';

/**
 * Run by jest before all tests: says in the environment of its workers where the bundles of these sources are.
 * `TEST_BUNDLES=none` has processes run from the sources themselves.
 */
export default function nameBundles(): void {
  process.env.TEST_BUNDLES ??= findBundleFolder();
}
