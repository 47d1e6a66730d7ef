import { createContextKey, ROOT_CONTEXT } from '@opentelemetry/api';

/** The SDK's own key, under which it and its instrumentations look. */
const SUPPRESS_TRACING = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

/** For what belongs to no request and is no trace of its own: polls, pools, health checks. */
export const untraced = ROOT_CONTEXT.setValue(SUPPRESS_TRACING, true);
