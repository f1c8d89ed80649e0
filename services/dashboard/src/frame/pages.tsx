import type { AnyComponent } from 'preact';
import { lazy } from 'preact-iso';

/** A page of the dashboard. Each is loaded when it is first shown. */
export interface Page {
  /** `:name` for a part that varies. */
  readonly path: string;
  /** Its entry in the navigation, which leaves out pages without one. */
  readonly title?: string;
  /** The path of the page whose entry it is shown under, if its own path does not begin with that. */
  readonly under?: string;
  /** It reads the parts of its path by `useRoute`. */
  readonly Content: AnyComponent;
}

/** All pages, in the order of the navigation. */
export const PAGES: readonly Page[] = [
  {
    path: '/',
    title: 'Overview',
    Content: lazy(() => import('../overview/overview.tsx').then((m) => m.Overview)),
  },
  {
    path: '/approvals',
    title: 'Approvals',
    Content: lazy(() => import('../approvals/approvals.tsx').then((m) => m.Approvals)),
  },
  { path: '/runs', title: 'Runs', Content: lazy(() => import('../runs/runs.tsx').then((m) => m.Runs)) },
  { path: '/runs/:id', Content: lazy(() => import('../run/run.tsx').then((m) => m.Run)) },
  {
    path: '/workflows',
    title: 'Workflows',
    Content: lazy(() => import('../workflows/workflows.tsx').then((m) => m.Workflows)),
  },
  {
    path: '/workflows/:name',
    Content: lazy(() => import('../workflows/workflow.tsx').then((m) => m.Workflow)),
  },
  {
    path: '/workflows/:name/run',
    Content: lazy(() => import('../workflows/submit-run.tsx').then((m) => m.SubmitRun)),
  },
  {
    path: '/queues',
    title: 'Queues',
    Content: lazy(() => import('../queues/queues.tsx').then((m) => m.Queues)),
  },
  {
    path: '/workers',
    title: 'Workers',
    Content: lazy(() => import('../workers/workers.tsx').then((m) => m.Workers)),
  },
  {
    path: '/breakers',
    title: 'Breakers',
    Content: lazy(() => import('../breakers/breakers.tsx').then((m) => m.Breakers)),
  },
  {
    path: '/dead-letters',
    title: 'Dead letters',
    Content: lazy(() => import('../dead-letters/dead-letters.tsx').then((m) => m.DeadLetters)),
  },
  {
    path: '/schedules',
    title: 'Schedules',
    Content: lazy(() => import('../schedules/schedules.tsx').then((m) => m.Schedules)),
  },
  {
    path: '/schedules/:name',
    Content: lazy(() => import('../schedules/schedule.tsx').then((m) => m.Schedule)),
  },
  {
    path: '/schedules/:name/edit',
    Content: lazy(() => import('../schedules/edit-schedule.tsx').then((m) => m.EditSchedule)),
  },
  {
    path: '/new/schedule',
    under: '/schedules',
    Content: lazy(() => import('../schedules/new-schedule.tsx').then((m) => m.NewSchedule)),
  },
  {
    path: '/streams',
    title: 'Streams',
    Content: lazy(() => import('../streams/streams.tsx').then((m) => m.Streams)),
  },
  { path: '/streams/:name', Content: lazy(() => import('../streams/stream.tsx').then((m) => m.Stream)) },
  {
    path: '/tuning',
    title: 'Optimizer',
    Content: lazy(() => import('../tuning/tuning.tsx').then((m) => m.Tuning)),
  },
  {
    path: '/tuning/:agent',
    Content: lazy(() => import('../tuning/agent-tuning.tsx').then((m) => m.AgentTuning)),
  },
  {
    path: '/tuning/:agent/edit',
    Content: lazy(() => import('../tuning/edit-tuning.tsx').then((m) => m.EditTuning)),
  },
  {
    path: '/experiments',
    title: 'Experiments',
    Content: lazy(() => import('../experiments/experiments.tsx').then((m) => m.Experiments)),
  },
  {
    path: '/new/experiment',
    under: '/experiments',
    Content: lazy(() => import('../experiments/new-experiment.tsx').then((m) => m.NewExperiment)),
  },
  {
    path: '/archive',
    title: 'Archive',
    Content: lazy(() => import('../archive/archive.tsx').then((m) => m.Archive)),
  },
];
