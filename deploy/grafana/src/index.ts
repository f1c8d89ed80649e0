import { type Dashboard, toDashboardJson } from './dashboard.ts';
import { fleetDashboard } from './fleet-dashboard.ts';
import { queuesDashboard } from './queues-dashboard.ts';
import { runDashboard } from './run-dashboard.ts';
import { workersDashboard } from './workers-dashboard.ts';

export const DASHBOARDS: readonly Dashboard[] = [
  fleetDashboard,
  runDashboard,
  queuesDashboard,
  workersDashboard,
];

export { toDashboardJson };

/** The text of a dashboard's file. */
export const toFileText = (dashboard: Dashboard): string =>
  `${JSON.stringify(toDashboardJson(dashboard), undefined, 2)}\n`;
