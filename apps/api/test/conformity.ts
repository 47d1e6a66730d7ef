import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { ApiDocument } from './api-document.js';

/** Holds answers against the API document. */
export class Conformity {
  readonly #document: ApiDocument;
  readonly #routes: readonly { readonly template: string; readonly matches: RegExp }[];
  // Words of OpenAPI that are none of JSON Schema may stand anywhere in it.
  readonly #ajv = new Ajv2020({ strict: false, allErrors: true });

  constructor(document: ApiDocument) {
    this.#document = document;
    // Those without parameters first: they are the more exact ones.
    const templates = Object.keys(document.paths).toSorted((a, b) => a.split('{').length - b.split('{').length);
    this.#routes = templates.map((template) => ({
      template,
      matches: new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}/?$`),
    }));
    formats.default(this.#ajv);
    this.#ajv.addSchema(document, 'api');
  }

  /** @throws {Error} the document does not say that such an answer may come; what it knows nothing of is passed over */
  async check(method: string, path: string, response: Response): Promise<void> {
    const [address = ''] = path.split('?', 1);
    const route = this.#routes.find(({ matches }) => matches.test(address));
    const operation = route && this.#document.paths[route.template]?.[method.toLowerCase()];
    if (!operation) return;
    const name = `${method} ${route.template}`;
    const { status } = response;
    const documented = operation.responses[status];
    if (!documented) throw new Error(`${name} answers ${status}, of which the API document says nothing`);
    const [type = ''] = (response.headers.get('content-type') ?? '').split(';', 1);
    const body = await response.clone().text();
    if (!documented.content) {
      if (body !== '') throw new Error(`${name} answers ${status} with a body`);
      return;
    }
    if (!documented.content[type]) throw new Error(`${name} answers ${status} with ${type}`);
    const pointer = [
      'paths',
      route.template,
      method.toLowerCase(),
      'responses',
      String(status),
      'content',
      type,
      'schema',
    ];
    const validate = this.#schemaAt(pointer);
    if (validate(JSON.parse(body))) return;
    throw new Error(`${name} answers ${status} against its schema: ${this.#ajv.errorsText(validate.errors)}`);
  }

  #schemaAt(pointer: readonly string[]): ValidateFunction {
    const path = pointer.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/');
    const validate = this.#ajv.getSchema(`api#/${path}`);
    if (!validate) throw new Error(`the API document has no ${pointer.join(' ')}`);
    return validate;
  }
}
