export { findPublished, PUBLIC_PACKAGES } from './find-published.ts';
export { packPackages } from './pack-packages.ts';
