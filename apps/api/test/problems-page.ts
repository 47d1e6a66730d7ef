import { type ProblemCode, problemOf, problems } from '#libs/http';
import { markdownTable } from './markdown-page.js';

/** What the caller can do. */
const remedies: Readonly<Record<ProblemCode, string>> = {
  invalid_json: 'Send one JSON value, encoded in UTF-8',
  invalid_input: 'Mend the fields that `errors` names; each says which rule it breaks',
  invalid_cursor: 'Start again without a cursor, or send one as it was handed out',
  invalid_consistency_token: 'Send the header as a write answered it, or leave it out',
  invalid_header: 'Mend the header that `errors` names, or leave it out',
  bad_request: 'Mend the request as HTTP; `detail` says what is wrong where it is known',
  unauthenticated: 'Send `Authorization: Bearer <token>`, as `WWW-Authenticate` says',
  invalid_token:
    'Get a new token of the right issuer for the right audience; `detail` says what is wrong with this one',
  forbidden: 'Ask for one of the roles that `detail` names',
  not_found: 'Check method and address against the OpenAPI document',
  event_not_found: 'Check the id: `<commit id>.<n>`, as the list of events gives it',
  task_not_found: 'Check the id; the task may have been deleted',
  subscription_not_found: 'Check the name against `GET /api/subscriptions`',
  parked_event_not_found: 'Read the list of parked events again: it may have been done or skipped',
  method_not_allowed: 'Use one of the methods in `Allow`',
  not_acceptable: 'Send `Accept: application/json`, or no `Accept`',
  request_timeout: 'Send the request again, in one go',
  conflict: 'Send the request again, or read first what the others have changed',
  idempotency_key_in_use: 'Send the request again after the seconds in `Retry-After`',
  parked_event_waits: 'Retry or skip the event that `detail` names',
  parked_event_requested: 'Wait until it is carried out, then ask again if the event is still parked',
  task_completed: 'Set `status` back to `pending` or `in_progress`, in the same request or before it',
  precondition_failed: 'Read it again, decide on what it is now, and send its new `ETag` as `If-Match`',
  body_too_large: 'Send at most 1 MiB',
  unsupported_media_type:
    'Send JSON with `Content-Type: application/json`; with `PATCH`, `application/merge-patch+json`',
  misdirected_request: 'Call the server as `localhost` or by an address of loopback',
  idempotency_key_reused: 'Give each request a key of its own, and repeat a request exactly as it was',
  precondition_required: 'Send the `ETag` of what you have read as `If-Match`',
  rate_limited: 'Send the request again after the seconds in `Retry-After`; `RateLimit` says how many are left',
  headers_too_large: 'Shorten the address, or send fewer or shorter headers',
  unexpected: 'Report it with its `traceId`; a second try may fail in the same way',
  unavailable: 'Send the request again after the seconds in `Retry-After`',
  issuer_unavailable: 'Send the request again after the seconds in `Retry-After`',
  read_model_behind: 'Send the request again after the seconds in `Retry-After`; `lag` is how many events are missing',
  overloaded: 'Send the request again after the seconds in `Retry-After`',
};

/** docs/problems.md */
export function problemsPage(): string {
  return `# Problems

Every refusal is a problem document (RFC 9457, \`application/problem+json\`) with \`type\`, \`title\`, \`status\` and
\`code\`; where it helps, also \`detail\`, \`errors\`, \`lag\` and \`traceId\`. Codes and types are stable: branch on them, not on
texts. This page is rendered from the code.

${markdownTable(['code', 'status', 'type', 'title', 'what the caller can do'], rows())}`;
}

function rows(): string[][] {
  return (Object.keys(problems) as ProblemCode[]).map((code) => {
    const { type, status, title } = problemOf(code);
    return [`\`${code}\``, String(status), `\`${type}\``, title, remedies[code]];
  });
}
