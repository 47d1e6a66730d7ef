export interface ApiSchema {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly anyOf?: readonly ApiSchema[];
  readonly allOf?: readonly ApiSchema[];
  readonly properties?: Readonly<Record<string, ApiSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: unknown;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: string;
}

interface ApiResponse {
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly content?: Readonly<Record<string, { readonly schema: ApiSchema }>>;
}

interface ApiOperation {
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly schema: ApiSchema }[];
  readonly responses: Readonly<Record<string, ApiResponse>>;
}

/** What the specs read of `/api/openapi.json`. */
export interface ApiDocument {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, ApiOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, ApiSchema>> };
}

export async function apiDocument(api: { fetch(path: string): Promise<Response> }): Promise<ApiDocument> {
  return (await (await api.fetch('/api/openapi.json')).json()) as ApiDocument;
}

/** The codes of problems that a request may be answered with, as the document says. */
export function documentedCodes(document: ApiDocument, method: string, path: string): readonly string[] {
  const operation = document.paths[templateAt(document, path)]?.[method.toLowerCase()];
  return operation ? codesOf(operation) : UNDOCUMENTED;
}

/** The operation that a request asks for, such as `GET /api/tasks/{id}`. */
export function operationAt(document: ApiDocument, method: string, path: string): string | undefined {
  const template = templateAt(document, path);
  return document.paths[template]?.[method.toLowerCase()] && `${method} ${template}`;
}

function templateAt({ paths }: ApiDocument, path: string): string {
  const [address = ''] = path.replace(/^http:\/\/[^/]*/, '').split('?', 1);
  const templates = Object.keys(paths).filter((template) =>
    new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}/?$`).test(address),
  );
  return templates.find((template) => !template.includes('{')) ?? templates[0] ?? '';
}

const UNDOCUMENTED = [
  'not_found',
  'method_not_allowed',
  'not_acceptable',
  'bad_request',
  'unsupported_media_type',
  'invalid_json',
  'unauthenticated',
  'invalid_token',
  'misdirected_request',
];

export function codesOf({ responses }: ApiOperation): string[] {
  return Object.values(responses).flatMap(({ content }) =>
    (content?.['application/problem+json']?.schema.allOf ?? []).flatMap(
      ({ properties }) => properties?.['code']?.enum ?? [],
    ),
  );
}
