import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

export type JsonObject = Record<string, unknown>;

interface Operation {
  readonly operationId: string;
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly required: boolean }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Content>> };
  readonly responses: Readonly<Record<string, { readonly content: Readonly<Record<string, Content>> }>>;
}
interface Content {
  readonly schema: JsonObject;
  readonly example?: unknown;
}
export interface OpenApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonObject>> };
}

/** Lists every operation with its method and path. */
export function operationsOf(document: OpenApiDocument) {
  return Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({ method, path, operation })),
  );
}

/** Checks values with the schemas of a document. With `isClosed`, unknown fields are refused. */
export class DocumentSchemas {
  readonly #ajv = new Ajv2020({ strict: false, formats: { 'date-time': true } });
  readonly #document: OpenApiDocument;

  constructor(document: OpenApiDocument, isClosed: boolean) {
    this.#document = isClosed ? close(document) : document;
    this.#ajv.addSchema({ $id: 'document', components: this.#document.components });
  }

  /** Returns the mistakes; none if the value is valid. */
  findErrors(schema: JsonObject, value: unknown): string[] {
    const validate: ValidateFunction = this.#ajv.compile(toDocument(schema));
    validate(value);
    return (validate.errors ?? []).map(
      (error) => `${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`,
    );
  }
}

const toDocument = (schema: JsonObject): JsonObject =>
  JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"document#/components/')) as JsonObject;

/** Forbids additional fields in objects with named fields. */
function close(document: OpenApiDocument): OpenApiDocument {
  return JSON.parse(JSON.stringify(document), (_, value) =>
    value?.type === 'object' && value.properties !== undefined && value.additionalProperties === undefined
      ? { ...value, additionalProperties: false }
      : value,
  ) as OpenApiDocument;
}
