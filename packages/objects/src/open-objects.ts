import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FolderObjects } from './folder-objects.ts';
import { ObjectError } from './object-error.ts';
import type { ObjectStore } from './object-store.ts';
import { openS3Objects, type S3Place } from './s3-objects.ts';

type ObjectsPlace =
  | { readonly kind: 'folder'; readonly folder: string }
  | ({ readonly kind: 's3' } & S3Place);

const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const PREFIX = /^([A-Za-z0-9_-][A-Za-z0-9._-]*\/)*$/;

/** Parses `file:<folder>` or `s3://<bucket>[/<prefix>][?endpoint=<url>&region=<name>]`. Throws OBJECTS_URL_INVALID. */
export function parseObjectsUrl(url: string): ObjectsPlace {
  if (url.startsWith('file:')) return { kind: 'folder', folder: toFolder(url) };
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol !== 's3:') throw invalid('expected file:FOLDER or s3://BUCKET/PREFIX', url);
  if (parsed.username !== '' || parsed.password !== '')
    throw invalid('credentials belong in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY', 's3://…@…');
  return { kind: 's3', ...toS3Place(parsed, url) };
}

function toFolder(url: string): string {
  const path = url.startsWith('file://') ? toPath(url) : url.slice('file:'.length);
  if (path === '') throw invalid('expected a folder behind file:', url);
  return resolve(path);
}

function toPath(url: string): string {
  try {
    return fileURLToPath(url);
  } catch {
    throw invalid('expected file:FOLDER or file:///ABSOLUTE/FOLDER', url);
  }
}

function toS3Place({ hostname, pathname, searchParams }: URL, url: string): S3Place {
  if (!BUCKET.test(hostname)) throw invalid('expected the name of a bucket behind s3://', url);
  const path = pathname.replace(/^\/+|\/+$/g, '');
  const prefix = path === '' ? '' : `${path}/`;
  if (!PREFIX.test(prefix)) throw invalid('expected a prefix of letters, digits and ._-/', url);
  for (const name of searchParams.keys())
    if (name !== 'endpoint' && name !== 'region')
      throw invalid(`the parameters are endpoint and region, not ${name}`, url);
  const endpoint = searchParams.get('endpoint') ?? undefined;
  if (endpoint !== undefined && !(/^https?:\/\//.test(endpoint) && URL.canParse(endpoint)))
    throw invalid('expected an endpoint such as https://minio.example.com:9000', url);
  return { bucket: hostname, prefix, endpoint, region: searchParams.get('region') ?? undefined };
}

const invalid = (expected: string, got: string): ObjectError =>
  new ObjectError('OBJECTS_URL_INVALID', `${expected}; got ${got}`);

/**
 * Opens the objects of a URL, or those under a name there. It is not asked yet whether they can be reached. Throws
 * OBJECTS_URL_INVALID.
 */
export async function openObjects(url: string, under?: string): Promise<ObjectStore> {
  const place = parseObjectsUrl(url);
  if (place.kind === 'folder')
    return new FolderObjects(under === undefined ? place.folder : join(place.folder, under));
  return openS3Objects(under === undefined ? place : { ...place, prefix: `${place.prefix}${under}/` });
}
