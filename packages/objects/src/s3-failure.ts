import type { ObjectErrorCode } from './object-error.ts';

/** What an S3-compatible server answers to a request that it does not carry out. */
interface S3Answer {
  readonly status: number;
  /** The `Code` of its body. Some servers have none. */
  readonly name: string;
}

interface S3Failure {
  readonly code: ObjectErrorCode;
  /** What it means and what to do, as sentences that follow the name of the place. */
  readonly meaning: string;
}

const REGION = new Set([
  'PermanentRedirect',
  'AuthorizationHeaderMalformed',
  'IllegalLocationConstraintException',
]);
const FULL = new Set(['QuotaExceeded', 'XMinioStorageFull', 'XMinioAdminBucketQuotaExceeded']);
const BUSY = new Set([
  'SlowDown',
  'SlowDownRead',
  'SlowDownWrite',
  'TooManyRequests',
  'RequestLimitExceeded',
]);
const TRANSIENT = new Set(['RequestTimeout', 'OperationAborted']);
const CLOCK = new Set(['RequestTimeTooSkewed', 'RequestExpired']);
const EXPIRED = new Set(['ExpiredToken', 'TokenRefreshRequired']);
const KEYS = new Set(['InvalidAccessKeyId', 'SignatureDoesNotMatch', 'InvalidToken', 'InvalidClientTokenId']);

/** Says what an answer means. Names are asked before statuses, because servers agree more on them. */
export function toS3Failure({ status, name }: S3Answer): S3Failure {
  if (name === 'NoSuchBucket') return BUCKET_UNKNOWN;
  if (BUSY.has(name) || status === 429) return SLOW_DOWN;
  if (FULL.has(name) || status === 507) return STORAGE_FULL;
  if (CLOCK.has(name))
    return forbidden('does not accept the time of the request. Set the clock of this machine');
  if (EXPIRED.has(name)) return forbidden('does not accept credentials that have expired. Renew them');
  if (KEYS.has(name) || status === 401) return forbidden(`does not accept the credentials. ${CHECK_KEYS}`);
  if (status === 403) return forbidden(NO_RIGHT);
  if (REGION.has(name) || status === 301 || status === 307) return OTHER_REGION;
  if (name === 'NotImplemented' || status === 501 || status === 405) return UNSUPPORTED;
  if (status === 409 || TRANSIENT.has(name)) return CONFLICT;
  if (status === 404) return BUCKET_UNKNOWN;
  if (status === 408 || status >= 500) return FAILED;
  return REFUSED;
}

const CHECK_KEYS =
  'Check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, the profile, or the role of the machine';
const NO_RIGHT =
  'does not permit this request. Give these credentials s3:ListBucket on the bucket, and s3:GetObject, s3:PutObject and s3:DeleteObject on what is in it';
const forbidden = (meaning: string): S3Failure => ({ code: 'OBJECTS_FORBIDDEN', meaning });

const BUCKET_UNKNOWN: S3Failure = {
  code: 'OBJECTS_BUCKET_UNKNOWN',
  meaning: 'has no such bucket. Create it, or correct its name, the endpoint and the region',
};
const OTHER_REGION: S3Failure = {
  code: 'OBJECTS_REFUSED',
  meaning: 'has this bucket in another region. Name it: s3://…?region=…',
};
const SLOW_DOWN: S3Failure = {
  code: 'OBJECTS_BUSY',
  meaning: 'is asked too often, and asks to slow down. The request is sent again later',
};
const CONFLICT: S3Failure = {
  code: 'OBJECTS_BUSY',
  meaning: 'is busy with another request for the same object. The request is sent again later',
};
const STORAGE_FULL: S3Failure = {
  code: 'OBJECTS_FULL',
  meaning: 'has no more room. Give it more, or raise the quota of the bucket',
};
const UNSUPPORTED: S3Failure = {
  code: 'OBJECTS_UNSUPPORTED',
  meaning:
    'cannot do this. The archive needs a server that knows conditional puts (If-None-Match: *), which keep objects from being overwritten, such as Amazon S3, MinIO or Ceph. Use another server or a newer release of it',
};
const FAILED: S3Failure = {
  code: 'OBJECTS_UNAVAILABLE',
  meaning: 'failed. The request is sent again later',
};
const REFUSED: S3Failure = {
  code: 'OBJECTS_REFUSED',
  meaning: 'refuses this request. Check the bucket, the region and the endpoint',
};
