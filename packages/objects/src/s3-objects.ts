import { Readable } from 'node:stream';
import type { PutObjectCommandInput, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { isEqual } from './is-equal.ts';
import { differs, ObjectError } from './object-error.ts';
import {
  checkKey,
  type ObjectInfo,
  type ObjectPart,
  type ObjectSource,
  type ObjectStore,
} from './object-store.ts';
import { toS3Failure } from './s3-failure.ts';

export interface S3Place {
  readonly bucket: string;
  /** Empty, or it ends with `/`. */
  readonly prefix: string;
  /** Of a server other than Amazon's. */
  readonly endpoint: string | undefined;
  readonly region: string | undefined;
}

type Library = typeof import('@aws-sdk/client-s3');

const CONNECT_MS = 5_000;
const REQUEST_MS = 60_000;
/** How often an object is put that exists, by the answer, and is not there when it is read. */
const PUTS = 3;

/**
 * Opens objects of an S3-compatible server. The library finds the credentials: in `AWS_ACCESS_KEY_ID` and its like, in
 * the profile, or those of the machine. It is loaded only here, because it is large.
 *
 * Rejects with `ObjectError` S3_CLIENT_MISSING where the library is not installed.
 */
export async function openS3Objects(
  place: S3Place,
  load: () => Promise<Library> = () => import('@aws-sdk/client-s3'),
): Promise<ObjectStore> {
  const library = await load().catch((error: unknown) => {
    throw toMissing(error) ?? error;
  });
  const region = place.region ?? process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION ?? 'us-east-1';
  const client = new library.S3Client({
    region,
    ...(place.endpoint !== undefined && { endpoint: place.endpoint, forcePathStyle: true }),
    maxAttempts: 3,
    // Servers other than Amazon's need not know the newer checksums. The archive has its own.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: { connectionTimeout: CONNECT_MS, requestTimeout: REQUEST_MS },
  });
  return new S3Objects(library, client, place);
}

/** Undefined for an error of another kind. A package manager that is strict (Yarn PnP) has codes of its own. */
function toMissing(error: unknown): ObjectError | undefined {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (!/^(ERR_)?MODULE_NOT_FOUND$|^UNDECLARED_DEPENDENCY$|^MISSING_PEER_DEPENDENCY$/.test(code))
    return undefined;
  const remedy = 'Install it beside AG06: npm install @aws-sdk/client-s3@3';
  return new ObjectError(
    'S3_CLIENT_MISSING',
    `The archive in s3://… needs the package @aws-sdk/client-s3. ${remedy}`,
    error,
  );
}

/** Objects of a bucket under a prefix. A put is refused by the server if the key exists. */
class S3Objects implements ObjectStore {
  readonly place: string;
  readonly #library: Library;
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #prefix: string;

  constructor(library: Library, client: S3Client, { bucket, prefix, endpoint }: S3Place) {
    this.#library = library;
    this.#client = client;
    this.#bucket = bucket;
    this.#prefix = prefix;
    this.place = `s3://${bucket}/${prefix}${endpoint === undefined ? '' : ` at ${new URL(endpoint).host}`}`;
  }

  put(key: string, bytes: Uint8Array): Promise<void> {
    return this.#put(
      key,
      () => ({ Body: bytes }),
      async () => (await this.read(key))?.equals(bytes),
    );
  }

  /** One request: a bucket takes up to 5 GB so. It is not begun for an object that is there. */
  async putFrom(key: string, source: ObjectSource): Promise<void> {
    const isSame = () => isEqual(this, key, source);
    const isKnown = await isSame();
    if (isKnown === true) return;
    if (isKnown === false) throw differs(key, this.place);
    const bodies: Readable[] = [];
    const toBody = () => {
      const Body = Readable.from(source.read());
      bodies.push(Body);
      return { Body, ContentLength: source.bytes };
    };
    try {
      await this.#put(key, toBody, isSame);
    } finally {
      for (const body of bodies) body.destroy();
    }
  }

  async #put(
    key: string,
    toBody: () => Pick<PutObjectCommandInput, 'Body' | 'ContentLength'>,
    /** Undefined if there is no such object. */
    isSame: () => Promise<boolean | undefined>,
  ): Promise<void> {
    const { PutObjectCommand } = this.#library;
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#client.send(new PutObjectCommand({ ...this.#at(key), ...toBody(), IfNoneMatch: '*' }));
        return;
      } catch (error) {
        // 412: it was there. 409: another put of it was under way.
        if (!this.#isStatus(error, 412) && !this.#isStatus(error, 409)) throw this.#toObjectError(error);
        const isKnown = await isSame();
        // Written by a request whose answer was lost, or by another process.
        if (isKnown === true) return;
        if (isKnown === false) throw differs(key, this.place);
        // It was deleted in between, or the other put has not ended.
        if (attempt === PUTS) throw this.#toObjectError(error);
      }
    }
  }

  async read(key: string, part?: ObjectPart): Promise<Buffer | undefined> {
    if (part?.length === 0) return Buffer.alloc(0);
    const { GetObjectCommand } = this.#library;
    const range = part && { Range: `bytes=${part.from}-${part.from + part.length - 1}` };
    try {
      const { Body } = await this.#client.send(new GetObjectCommand({ ...this.#at(key), ...range }));
      return Body && Buffer.from(await Body.transformToByteArray());
    } catch (error) {
      if (this.#isStatus(error, 404) && !this.#isNamed(error, 'NoSuchBucket')) return undefined;
      // The object ends before this part begins.
      if (this.#isStatus(error, 416)) return Buffer.alloc(0);
      throw this.#toObjectError(error);
    }
  }

  async *list(prefix: string): AsyncIterable<ObjectInfo> {
    const { paginateListObjectsV2 } = this.#library;
    const query = { Bucket: this.#bucket, Prefix: `${this.#prefix}${prefix}` };
    try {
      for await (const { Contents = [] } of paginateListObjectsV2({ client: this.#client }, query)) {
        for (const { Key, Size = 0 } of Contents)
          if (Key !== undefined) yield { key: Key.slice(this.#prefix.length), bytes: Size };
      }
    } catch (error) {
      throw this.#toObjectError(error);
    }
  }

  async delete(key: string): Promise<void> {
    const { DeleteObjectCommand } = this.#library;
    try {
      await this.#client.send(new DeleteObjectCommand(this.#at(key)));
    } catch (error) {
      throw this.#toObjectError(error);
    }
  }

  /** A put is one request, so nothing is left of one that was cut off. */
  async tidy(): Promise<number> {
    return 0;
  }

  close(): void {
    this.#client.destroy();
  }

  #at(key: string) {
    checkKey(key);
    return { Bucket: this.#bucket, Key: `${this.#prefix}${key}` };
  }

  #isStatus(error: unknown, status: number): boolean {
    return this.#isAnswer(error) && error.$metadata.httpStatusCode === status;
  }

  #isNamed(error: unknown, name: string): boolean {
    return this.#isAnswer(error) && error.name === name;
  }

  #isAnswer(error: unknown): error is S3ServiceException {
    return error instanceof this.#library.S3ServiceException;
  }

  #toObjectError(error: unknown): ObjectError {
    if (error instanceof ObjectError) return error;
    const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    const status = this.#isAnswer(error) ? error.$metadata.httpStatusCode : undefined;
    if (this.#isAnswer(error) && status !== undefined) {
      const { code, meaning } = toS3Failure({ status, name: error.name });
      return new ObjectError(code, `${this.place} ${meaning} (${status} ${why}).`, error);
    }
    if (isCredentials(error))
      return new ObjectError(
        'OBJECTS_FORBIDDEN',
        `There are no credentials for ${this.place}: ${why}. ${SET_KEYS}`,
        error,
      );
    return new ObjectError('OBJECTS_UNAVAILABLE', `${this.place} does not answer (${why}).`, error);
  }
}

const SET_KEYS = 'Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile, or a role of the machine.';

const isCredentials = (error: unknown): boolean =>
  error instanceof Error && error.name === 'CredentialsProviderError';
