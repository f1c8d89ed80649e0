import type { LinksView } from '@ag06/contracts';
import type { FastifyInstance } from 'fastify';
import type { FeedHub } from '../feed/feed-hub.ts';
import type { HealthWatch } from '../health/health-watch.ts';
import type { Parts } from '../parts.ts';
import type { ResultWaiters } from '../result-waiters.ts';
import type { StreamHub } from '../streams/stream-hub.ts';
import { addApprovalRoutes } from './approval-routes.ts';
import { addArchiveRoutes } from './archive-routes.ts';
import { addArchivedStreamRoutes } from './archived-stream-routes.ts';
import { addBulkRoutes } from './bulk-routes.ts';
import { addCorrelationRoutes } from './correlation-routes.ts';
import type { CursorCodec } from './cursor.ts';
import { addDeadLetterRoutes } from './dead-letter-routes.ts';
import { addExperimentRoutes } from './experiment-routes.ts';
import { addFeedRoutes, type FeedSettings } from './feed-routes.ts';
import { addFleetRoutes } from './fleet-routes.ts';
import { addForkRoutes } from './fork-routes.ts';
import { addHealthRoutes } from './health-routes.ts';
import { addHistoryRoutes } from './history-routes.ts';
import { addLinkRoutes } from './link-routes.ts';
import { addMetricsRoutes } from './metrics-routes.ts';
import { addOpenApiRoute } from './openapi/add-openapi-route.ts';
import { addOutputRoutes } from './output-routes.ts';
import { addPauseRoutes } from './pause-routes.ts';
import { addRunRoutes } from './run-routes.ts';
import { addScaleRoutes } from './scale-routes.ts';
import { addScheduleRoutes } from './schedule-routes.ts';
import { addSignalRoutes } from './signal-routes.ts';
import { addSimulationRoutes } from './simulation-routes.ts';
import { addSteeringRoutes } from './steering-routes.ts';
import { addStreamFeedRoutes } from './stream-feed-routes.ts';
import { addStreamGroupRoutes } from './stream-group-routes.ts';
import { addStreamRoutes } from './stream-routes.ts';
import { addTuningAgentRoutes } from './tuning-agent-routes.ts';
import { addTuningRoutes } from './tuning-routes.ts';
import { addWorkflowRoutes } from './workflow-routes.ts';

/** The needs of all routes of one dispatcher. */
interface RouteParts {
  readonly parts: Parts;
  readonly waiters: ResultWaiters;
  readonly cursors: CursorCodec;
  readonly feed: FeedHub;
  readonly streams: StreamHub;
  readonly feedSettings: FeedSettings;
  readonly health: HealthWatch;
  /** Where traces and logs of runs are shown. */
  readonly links: LinksView;
  /** Returns all metrics of this process in the text format of Prometheus. */
  readonly scrape: () => Promise<string>;
}

/** Adds the whole API. `ROUTE_DESCRIPTIONS` describes each of its routes. */
export function addRoutes(app: FastifyInstance, needs: RouteParts): void {
  const { parts, waiters, cursors, feed, streams, feedSettings, health, links, scrape } = needs;
  addWorkflowRoutes(app, parts);
  addRunRoutes(app, parts, waiters, cursors);
  addHistoryRoutes(app, parts);
  addOutputRoutes(app, parts);
  addSteeringRoutes(app, parts);
  addForkRoutes(app, parts);
  addSignalRoutes(app, parts);
  addApprovalRoutes(app, parts, cursors);
  addBulkRoutes(app, parts);
  addPauseRoutes(app, parts);
  addFeedRoutes(app, parts, feed, feedSettings);
  addStreamRoutes(app, parts);
  addStreamFeedRoutes(app, parts, streams, feedSettings);
  addStreamGroupRoutes(app, parts, streams);
  addCorrelationRoutes(app, parts, cursors);
  addArchiveRoutes(app, parts, cursors);
  addArchivedStreamRoutes(app, parts);
  addFleetRoutes(app, parts);
  addScaleRoutes(app, parts);
  addLinkRoutes(app, links);
  addDeadLetterRoutes(app, parts);
  addScheduleRoutes(app, parts);
  addExperimentRoutes(app, parts);
  addTuningRoutes(app, parts);
  addTuningAgentRoutes(app, parts);
  addSimulationRoutes(app, parts);
  addHealthRoutes(app, health);
  addMetricsRoutes(app, parts, scrape);
  addOpenApiRoute(app);
}
