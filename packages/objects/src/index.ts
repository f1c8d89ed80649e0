export { FolderObjects } from './folder-objects.ts';
export { MemoryObjects } from './memory-objects.ts';
export { ObjectError } from './object-error.ts';
export type { ObjectInfo, ObjectPart, ObjectSource, ObjectStore } from './object-store.ts';
export { openObjects } from './open-objects.ts';
