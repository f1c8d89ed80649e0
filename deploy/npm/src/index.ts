export { findPublished, PUBLIC_PACKAGES } from './find-published.ts';
export type { Manifest, Workspace } from './manifest.ts';
export { packPackages } from './pack-packages.ts';
