import { expect } from '@jest/globals';
import type { Problem } from '#libs/http';
import { expectProblem } from './expect-problem.js';

/** What every refusal of credentials must look like (RFC 6750, 3). */
export async function expectUnauthenticated(response: Response): Promise<void> {
  await expectProblem(response, 'unauthenticated');
  expect(response.headers.get('www-authenticate')).toBe('Bearer realm="clew"');
}

export async function expectInvalidToken(response: Response, why: string): Promise<Problem> {
  const problem = await expectProblem(response, 'invalid_token');
  expect(problem.detail).toBe(why);
  expect(response.headers.get('www-authenticate')).toBe(
    `Bearer realm="clew", error="invalid_token", error_description="${why}"`,
  );
  return problem;
}
