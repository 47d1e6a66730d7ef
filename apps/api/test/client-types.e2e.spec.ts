import { expect, it } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import openapiTS, { astToString } from 'openapi-typescript';
import { RunningApi } from './running-api.js';

const FILE = new URL('../../../libs/client/src/api-types.ts', import.meta.url);
const HEAD = '// Made of the API document; change that one.\n\n';

it('the types of the client are those of the API document (npm run test:e2e with UPDATE_DOCS=1 writes them anew)', async () => {
  const api = await RunningApi.start();
  const document = await (await api.fetch('/api/openapi.json')).text();
  await api.stop();
  const types = HEAD + astToString(await openapiTS(document, { defaultNonNullable: false }));
  if (process.env.UPDATE_DOCS === '1') writeFileSync(FILE, types);

  expect(readFileSync(FILE, 'utf8')).toBe(types);
});
