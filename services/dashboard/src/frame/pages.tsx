import type { AnyComponent } from 'preact';
import { lazy } from 'preact-iso';

/** A page of the dashboard. Each is loaded when it is first shown. */
export interface Page {
  /** `:name` for a part that varies. */
  readonly path: string;
  /** Its entry in the navigation, which leaves out pages without one. */
  readonly title?: string;
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
];
