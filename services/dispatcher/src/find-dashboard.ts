import { fileURLToPath } from 'node:url';

/** The folder of the built dashboard, which need not be there. */
export const findDashboard = (): string =>
  fileURLToPath(new URL('dist/', import.meta.resolve('@ag06/dashboard/package.json')));
