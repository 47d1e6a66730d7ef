import { HttpProblem } from '../problems.js';

/** The code of RFC 6750, 3.1. */
const INVALID_TOKEN = 'invalid_token';

/** @param why stands in a header between quotes: ASCII without quotes and backslashes, and nothing of the token */
export function invalidToken(why: string): HttpProblem {
  return new HttpProblem(INVALID_TOKEN, why);
}

/** What a 401 asks for (RFC 6750, 3): where no credentials came, nothing was wrong with them. */
export function challengeOf({ code, message }: HttpProblem): string {
  const realm = 'Bearer realm="clew"';
  return code === INVALID_TOKEN ? `${realm}, error="${INVALID_TOKEN}", error_description="${message}"` : realm;
}
