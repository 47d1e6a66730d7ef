import { expect } from '@jest/globals';
import { type Problem, type ProblemCode, problems } from '#libs/http';

/** The problem document of an answer, after what must hold for every one of them. */
export async function expectProblem(response: Response, code: ProblemCode): Promise<Problem> {
  const problem = (await response.json()) as Problem;
  const { status, title } = problems[code];
  expect(problem).toMatchObject({ type: `urn:clew:problem:${code.replaceAll('_', '-')}`, title, status, code });
  expect(response.status).toBe(status);
  expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  expect(problem.traceId).toMatch(/^[0-9a-f]{32}$/);
  expect(response.headers.get('traceresponse')).toMatch(new RegExp(`^00-${problem.traceId}-[0-9a-f]{16}-0[01]$`));
  return problem;
}
