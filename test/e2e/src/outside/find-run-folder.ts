/** The folder that the test files of one run share. */
export function findRunFolder(): string {
  const folder = process.env.TEST_OUTSIDE_FOLDER;
  if (folder === undefined) throw new Error('These tests have settings of their own: npm run test:outside');
  return folder;
}
