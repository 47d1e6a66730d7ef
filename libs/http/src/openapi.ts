import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { z } from 'zod';
import { problemExamples, problemResponse } from './document-problems.js';

const TOKEN =
  'An access token of the configured OpenID Connect issuer. Where none is configured: of `npm run token`, or none at all for the local admin.';

/** OpenAPI 3.1 from the same schemas that the commands check with. */
export function openApiDocument(app: INestApplication, version: string): OpenAPIObject {
  const outline = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Clew')
    .setDescription('An event-sourced task service one can see through.')
    .setVersion(version)
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: TOKEN })
    .addSecurityRequirements('bearer')
    .build();
  const document = SwaggerModule.createDocument(app, outline, {
    operationIdFactory: (_controller, method) => method,
    standardSchemaConverter: (schema, { schemaType }) => jsonSchema(schema as z.ZodType, schemaType),
  });
  const { components } = jsonSchema(problemResponse, 'output');
  const schemas = { ...document.components?.schemas, ...components };
  return { ...document, components: { ...document.components, schemas, examples: problemExamples } };
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output') {
  const { $schema: _, $defs, ...rest } = z.toJSONSchema(schema, { target: 'draft-2020-12', io });
  return { schema: rest as SchemaObject, components: ($defs ?? {}) as Record<string, SchemaObject> };
}

type SchemaObject = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>[string];

/** `/api/openapi.json` for machines, `/api/docs` for people. */
export function serveOpenApi(app: INestApplication, version: string): void {
  SwaggerModule.setup('api/docs', app, () => openApiDocument(app, version), {
    jsonDocumentUrl: 'api/openapi.json',
    customSiteTitle: 'Clew API',
  });
}
