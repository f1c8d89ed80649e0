export { FolderObjects } from './folder-objects.ts';
export { MemoryObjects } from './memory-objects.ts';
export { ObjectError, type ObjectErrorCode } from './object-error.ts';
export type { ObjectInfo, ObjectPart, ObjectSource, ObjectStore } from './object-store.ts';
export { type ObjectsPlace, openObjects, parseObjectsUrl } from './open-objects.ts';
