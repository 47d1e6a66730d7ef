interface MediaType {
  readonly schema: {
    readonly allOf?: readonly { readonly properties?: { readonly code: { readonly enum: string[] } } }[];
  };
}

interface Operation {
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, MediaType>> }>>;
}

/** What the specs read of `/api/openapi.json`. */
export interface ApiDocument {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/** The codes of problems that a request may be answered with, as the document says. */
export function documentedCodes(document: ApiDocument, method: string, path: string): readonly string[] {
  const [address = ''] = path.replace(/^http:\/\/[^/]*/, '').split(/[?#]/, 1);
  const route = Object.keys(document.paths).find((template) =>
    new RegExp(`^${template.replace(/\{\w+\}/, '[^/]+')}/?$`).test(address),
  );
  const operation = document.paths[route ?? '']?.[method.toLowerCase()];
  return operation ? codesOf(operation) : ['not_found', 'bad_request', 'unsupported_media_type', 'invalid_json'];
}

export function codesOf({ responses }: Operation): string[] {
  return Object.values(responses).flatMap(({ content }) =>
    (content?.['application/problem+json']?.schema.allOf ?? []).flatMap(
      ({ properties }) => properties?.code.enum ?? [],
    ),
  );
}
