// Made of the API document; change that one.

export interface paths {
    "/api/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List stored events
         * @description The whole log, for admins. With a filter a page may be short, or empty, and have a next one.
         */
        get: operations["getEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/events/{id}/trace": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Find the trace of an event
         * @description For admins.
         */
        get: operations["getEventTrace"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/traces/{traceId}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the events of a trace
         * @description For admins. Of an unknown trace there are none.
         */
        get: operations["getTraceEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/subscriptions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List subscriptions
         * @description Read models and publishers: how far each is, and what is wrong with it. For admins.
         */
        get: operations["getSubscriptions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/subscriptions/{name}/parked": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List parked events
         * @description What a subscription could not do, in the order of the log. For admins.
         */
        get: operations["getParkedEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/subscriptions/{name}/parked/{eventId}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Retry a parked event
         * @description Handle it again, and then, in order, all that wait behind it in its stream. For admins.
         */
        post: operations["retryParkedEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/subscriptions/{name}/parked/{eventId}/skip": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Skip a parked event
         * @description Never handle it, and go on with what waits behind it in its stream. For admins.
         */
        post: operations["skipParkedEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tasks/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Carry out up to 100 operations
         * @description Each has its own result: those that are refused do not keep the others from being done.
         */
        post: operations["bulkTasks"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tasks/{id}/process": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Process a task
         * @description It is in progress meanwhile. Asked for again it goes on from there, and finishes once.
         */
        post: operations["processTask"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tasks/process": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Process up to 100 tasks
         * @description Each has its own result: those that fail do not keep the others from being processed.
         */
        post: operations["processTasks"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List tasks
         * @description Those that the caller may read.
         */
        get: operations["getTasks"];
        put?: never;
        /** Create a task */
        post: operations["createTask"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tasks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a task
         * @description As it is, or as it was at a version or time.
         */
        get: operations["getTaskById"];
        /**
         * Update a task
         * @description An absent field stays as it is; null clears.
         */
        put: operations["updateTask"];
        post?: never;
        /** Delete a task */
        delete: operations["deleteTask"];
        options?: never;
        head?: never;
        /**
         * Patch a task
         * @description JSON Merge Patch (RFC 7396).
         */
        patch: operations["patchTask"];
        trace?: never;
    };
    "/api/tasks/{id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what happened to a task
         * @description Its events, oldest first: what, who, when, and in which trace. Also of a deleted task.
         */
        get: operations["getTaskHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tasks/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Restore a deleted task
         * @description Of one that is not deleted it changes nothing.
         */
        post: operations["restoreTask"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * @example {
         *       "items": [
         *         {
         *           "id": "3f0c2b9a-5d1e-4c7b-9a43-0d2f6a1b8e77.1",
         *           "type": "task.title.updated.v1",
         *           "data": {
         *             "title": "Implement feature X",
         *             "updated_at": "2029-12-31T09:00:00.000Z"
         *           },
         *           "stream_id": "task-0199abcd-1234-7abc-8def-0123456789ab",
         *           "version": 2,
         *           "position": 42,
         *           "recorded_at": "2029-12-31T09:00:00.003Z",
         *           "actor": "ann",
         *           "correlation_id": "3f0c2b9a-5d1e-4c7b-9a43-0d2f6a1b8e77",
         *           "causation_id": null,
         *           "trace": {
         *             "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736",
         *             "span_id": "00f067aa0ba902b7",
         *             "sampled": true
         *           }
         *         }
         *       ],
         *       "next_cursor": "42"
         *     }
         */
        EventList: {
            items: components["schemas"]["Event"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
        };
        /**
         * @example {
         *       "id": "3f0c2b9a-5d1e-4c7b-9a43-0d2f6a1b8e77.1",
         *       "type": "task.title.updated.v1",
         *       "data": {
         *         "title": "Implement feature X",
         *         "updated_at": "2029-12-31T09:00:00.000Z"
         *       },
         *       "stream_id": "task-0199abcd-1234-7abc-8def-0123456789ab",
         *       "version": 2,
         *       "position": 42,
         *       "recorded_at": "2029-12-31T09:00:00.003Z",
         *       "actor": "ann",
         *       "correlation_id": "3f0c2b9a-5d1e-4c7b-9a43-0d2f6a1b8e77",
         *       "causation_id": null,
         *       "trace": {
         *         "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736",
         *         "span_id": "00f067aa0ba902b7",
         *         "sampled": true
         *       }
         *     }
         */
        Event: {
            /** @description `<commit id>.<n>`, n from 1 */
            id: string;
            /** @example task.created.v1 */
            type: string;
            /** @description What happened, in the shape of its type */
            data: unknown;
            /** @example task-0199abcd-1234-7abc-8def-0123456789ab */
            stream_id: string;
            /** @description Its place in the stream: 1, 2, 3 … */
            version: number;
            /** @description Its place in the whole log, without holes */
            position: number;
            /** Format: date-time */
            recorded_at: string;
            /** @description Who asked for it */
            actor: string | null;
            correlation_id: string;
            causation_id: string | null;
            trace: components["schemas"]["EventTrace"] | null;
        };
        /** @description A span */
        EventTrace: {
            trace_id: string;
            span_id: string;
            /** @description Whether the trace was recorded; it may have been dropped since */
            sampled: boolean;
        };
        /**
         * @example {
         *       "event_id": "3f0c2b9a-5d1e-4c7b-9a43-0d2f6a1b8e77.1",
         *       "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736",
         *       "span_id": "00f067aa0ba902b7",
         *       "trace": "stored"
         *     }
         */
        TraceOfEvent: {
            event_id: string;
            trace_id: string | null;
            span_id: string | null;
            /**
             * @description Whether the trace store has it: `unknown` where nobody can be asked or it may still be on its way; never a promise
             * @enum {string}
             */
            trace: "not_traced" | "not_sampled" | "stored" | "dropped" | "unknown";
        };
        /**
         * @example {
         *       "items": [
         *         {
         *           "name": "notify_external_service",
         *           "kind": "publisher",
         *           "running_here": true,
         *           "position": 1204,
         *           "lag_events": 3,
         *           "lag_seconds": 0.4,
         *           "parked_events": 1,
         *           "failure": null
         *         }
         *       ]
         *     }
         */
        SubscriptionList: {
            items: components["schemas"]["Subscription"][];
        };
        /**
         * @example {
         *       "name": "notify_external_service",
         *       "kind": "publisher",
         *       "running_here": true,
         *       "position": 1204,
         *       "lag_events": 3,
         *       "lag_seconds": 0.4,
         *       "parked_events": 1,
         *       "failure": null
         *     }
         */
        Subscription: {
            name: string;
            /** @enum {string} */
            kind: "read_model" | "publisher";
            /** @description Whether the process that answers does the work; otherwise another */
            running_here: boolean;
            /** @description Of the last event that is done or parked */
            position: number;
            /** @description Stored events that are not done */
            lag_events: number;
            /** @description For how long the oldest of them has been waiting */
            lag_seconds: number;
            /** @description Events that failed, or wait behind one that did */
            parked_events: number;
            /** @description Why the last try failed, until one goes through */
            failure: string | null;
        };
        /**
         * @example {
         *       "items": [
         *         {
         *           "event_id": "3f0c2b9a-5d1e-4c7b-9a43-0d2f6a1b8e77.1",
         *           "type": "task.created.v1",
         *           "stream_id": "task-0199abcd-1234-7abc-8def-0123456789ab",
         *           "position": 1201,
         *           "parked_at": "2029-12-31T09:00:12.003Z",
         *           "failure": {
         *             "reason": "NotificationRefused: the notification service answered 400",
         *             "attempts": 8,
         *             "trace": {
         *               "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736",
         *               "span_id": "00f067aa0ba902b7",
         *               "sampled": true
         *             }
         *           },
         *           "request": null
         *         }
         *       ],
         *       "next_cursor": null
         *     }
         */
        ParkedEventList: {
            items: components["schemas"]["ParkedEvent"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
        };
        /**
         * @example {
         *       "event_id": "3f0c2b9a-5d1e-4c7b-9a43-0d2f6a1b8e77.1",
         *       "type": "task.created.v1",
         *       "stream_id": "task-0199abcd-1234-7abc-8def-0123456789ab",
         *       "position": 1201,
         *       "parked_at": "2029-12-31T09:00:12.003Z",
         *       "failure": {
         *         "reason": "NotificationRefused: the notification service answered 400",
         *         "attempts": 8,
         *         "trace": {
         *           "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736",
         *           "span_id": "00f067aa0ba902b7",
         *           "sampled": true
         *         }
         *       },
         *       "request": null
         *     }
         */
        ParkedEvent: {
            event_id: string;
            type: string;
            stream_id: string;
            position: number;
            /** Format: date-time */
            parked_at: string;
            /** @description Null for one that only waits behind an earlier event of its stream */
            failure: {
                reason: string;
                attempts: number;
                /** @description Of the last attempt */
                trace: components["schemas"]["EventTrace"] | null;
            } | null;
            /** @description What somebody asked for, until it is carried out */
            request: {
                /** @enum {string} */
                action: "retry" | "skip";
                by: string;
                /** Format: date-time */
                at: string;
            } | null;
        };
        /**
         * @example {
         *       "operations": [
         *         {
         *           "op": "create",
         *           "task": {
         *             "title": "Implement feature X"
         *           }
         *         },
         *         {
         *           "op": "delete",
         *           "id": "0199abcd-1234-7abc-8def-0123456789ac",
         *           "version": 3
         *         }
         *       ]
         *     }
         */
        BulkTasks: {
            operations: ({
                /** @enum {string} */
                op: "create";
                task: components["schemas"]["CreateTask"];
            } | {
                /** @enum {string} */
                op: "update";
                /** Format: uuid */
                id: string;
                /** @description The version that the operation is meant for, as `If-Match` is for a single one */
                version?: number;
                changes: components["schemas"]["UpdateTask"];
            } | {
                /** @enum {string} */
                op: "delete";
                /** Format: uuid */
                id: string;
                /** @description The version that the operation is meant for, as `If-Match` is for a single one */
                version?: number;
            } | {
                /** @enum {string} */
                op: "restore";
                /** Format: uuid */
                id: string;
                /** @description The version that the operation is meant for, as `If-Match` is for a single one */
                version?: number;
            })[];
        };
        /**
         * @example {
         *       "title": "Implement feature X",
         *       "priority": "high",
         *       "assignee_id": "ann"
         *     }
         */
        CreateTask: {
            /**
             * @description What is to be done
             * @example Implement feature X
             */
            title: string;
            /** @default null */
            description?: string | null;
            /**
             * @default pending
             * @enum {string}
             */
            status?: "pending" | "in_progress" | "completed";
            /**
             * @default medium
             * @enum {string}
             */
            priority?: "low" | "medium" | "high";
            /** @default null */
            assignee_id?: string | null;
            /** @default null */
            department?: string | null;
            due_date?: string | null;
        };
        /**
         * @example {
         *       "status": "in_progress",
         *       "due_date": null
         *     }
         */
        UpdateTask: {
            /**
             * @description What is to be done
             * @example Implement feature X
             */
            title?: string;
            description?: string | null;
            /** @enum {string} */
            status?: "pending" | "in_progress" | "completed";
            /** @enum {string} */
            priority?: "low" | "medium" | "high";
            assignee_id?: string | null;
            department?: string | null;
            due_date?: string | null;
        };
        /**
         * @example {
         *       "results": [
         *         {
         *           "status": 201,
         *           "id": "0199abcd-1234-7abc-8def-0123456789ab",
         *           "version": 1,
         *           "task": {
         *             "id": "0199abcd-1234-7abc-8def-0123456789ab",
         *             "title": "Implement feature X",
         *             "description": null,
         *             "status": "pending",
         *             "priority": "high",
         *             "assignee_id": "ann",
         *             "department": null,
         *             "due_date": null,
         *             "created_by": "bob",
         *             "created_at": "2029-12-31T09:00:00.000Z",
         *             "updated_at": "2029-12-31T09:00:00.000Z"
         *           }
         *         },
         *         {
         *           "status": 404,
         *           "id": "0199abcd-1234-7abc-8def-0123456789ac",
         *           "problem": {
         *             "type": "urn:clew:problem:task-not-found",
         *             "title": "There is no task with this id",
         *             "status": 404,
         *             "code": "task_not_found"
         *           }
         *         }
         *       ]
         *     }
         */
        BulkResults: {
            /** @description In the order of the operations */
            results: {
                /** @description What the same operation alone would have been answered with */
                status: number;
                /** Format: uuid */
                id?: string;
                /** @description Of the task after the operation */
                version?: number;
                task?: components["schemas"]["Task"];
                problem?: components["schemas"]["Problem"];
            }[];
        };
        /**
         * @example {
         *       "id": "0199abcd-1234-7abc-8def-0123456789ab",
         *       "title": "Implement feature X",
         *       "description": null,
         *       "status": "pending",
         *       "priority": "high",
         *       "assignee_id": "ann",
         *       "department": null,
         *       "due_date": null,
         *       "created_by": "bob",
         *       "created_at": "2029-12-31T09:00:00.000Z",
         *       "updated_at": "2029-12-31T09:00:00.000Z"
         *     }
         */
        Task: {
            /** Format: uuid */
            id: string;
            /**
             * @description What is to be done
             * @example Implement feature X
             */
            title: string;
            description: string | null;
            /** @enum {string} */
            status: "pending" | "in_progress" | "completed";
            /** @enum {string} */
            priority: "low" | "medium" | "high";
            assignee_id: string | null;
            department: string | null;
            due_date: string | null;
            created_by: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        Problem: {
            /**
             * @description Stable name of the problem
             * @example urn:clew:problem:invalid-input
             */
            type: string;
            title: string;
            status: number;
            /** @enum {string} */
            code: "invalid_json" | "invalid_input" | "invalid_cursor" | "invalid_consistency_token" | "invalid_header" | "bad_request" | "unauthenticated" | "invalid_token" | "forbidden" | "not_found" | "event_not_found" | "task_not_found" | "subscription_not_found" | "parked_event_not_found" | "method_not_allowed" | "not_acceptable" | "request_timeout" | "conflict" | "idempotency_key_in_use" | "parked_event_waits" | "parked_event_requested" | "task_completed" | "precondition_failed" | "body_too_large" | "unsupported_media_type" | "misdirected_request" | "idempotency_key_reused" | "precondition_required" | "rate_limited" | "headers_too_large" | "unexpected" | "unavailable" | "issuer_unavailable" | "read_model_behind" | "overloaded";
            detail?: string;
            errors?: {
                /** @description JSON pointer of the field, or `/name` of a parameter */
                pointer: string;
                rule: string;
                detail: string;
                value?: unknown;
            }[];
            /** @description Events that the read model has still to apply */
            lag?: number;
            /** @description Look it up in the trace store */
            traceId?: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * @example {
         *       "task": {
         *         "id": "0199abcd-1234-7abc-8def-0123456789ab",
         *         "title": "Implement feature X",
         *         "description": null,
         *         "status": "completed",
         *         "priority": "high",
         *         "assignee_id": "ann",
         *         "department": null,
         *         "due_date": null,
         *         "created_by": "bob",
         *         "created_at": "2029-12-31T09:00:00.000Z",
         *         "updated_at": "2029-12-31T09:00:00.000Z"
         *       },
         *       "reason": null
         *     }
         */
        ProcessedTask: {
            task: components["schemas"]["Task"];
            /** @description Why the task is pending again; null: it is completed */
            reason: string | null;
        };
        /**
         * @example {
         *       "ids": [
         *         "0199abcd-1234-7abc-8def-0123456789ab"
         *       ]
         *     }
         */
        ProcessTasks: {
            ids: string[];
        };
        /**
         * @example {
         *       "results": [
         *         {
         *           "status": 200,
         *           "id": "0199abcd-1234-7abc-8def-0123456789ab",
         *           "version": 3,
         *           "task": {
         *             "id": "0199abcd-1234-7abc-8def-0123456789ab",
         *             "title": "Implement feature X",
         *             "description": null,
         *             "status": "completed",
         *             "priority": "high",
         *             "assignee_id": "ann",
         *             "department": null,
         *             "due_date": null,
         *             "created_by": "bob",
         *             "created_at": "2029-12-31T09:00:00.000Z",
         *             "updated_at": "2029-12-31T09:00:00.000Z"
         *           },
         *           "reason": null
         *         },
         *         {
         *           "status": 404,
         *           "id": "0199abcd-1234-7abc-8def-0123456789ac",
         *           "problem": {
         *             "type": "urn:clew:problem:task-not-found",
         *             "title": "There is no task with this id",
         *             "status": 404,
         *             "code": "task_not_found"
         *           }
         *         }
         *       ]
         *     }
         */
        ProcessResults: {
            /** @description In the order of the ids */
            results: {
                /** @description What the same operation alone would have been answered with */
                status: number;
                /** Format: uuid */
                id?: string;
                /** @description Of the task after the operation */
                version?: number;
                task?: components["schemas"]["Task"];
                problem?: components["schemas"]["Problem"];
                /** @description Why the task is pending again; null: it is completed */
                reason?: string | null;
            }[];
        };
        /**
         * @example {
         *       "items": [
         *         {
         *           "id": "0199abcd-1234-7abc-8def-0123456789ab",
         *           "title": "Implement feature X",
         *           "description": null,
         *           "status": "pending",
         *           "priority": "high",
         *           "assignee_id": "ann",
         *           "department": null,
         *           "due_date": null,
         *           "created_by": "bob",
         *           "created_at": "2029-12-31T09:00:00.000Z",
         *           "updated_at": "2029-12-31T09:00:00.000Z"
         *         }
         *       ],
         *       "next_cursor": null
         *     }
         */
        TaskList: {
            items: components["schemas"]["Task"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getEvents: {
        parameters: {
            query?: {
                /** @description Only events of this type */
                type?: string;
                /** @description Only events of this stream */
                stream_id?: string;
                /** @description Oldest or newest first */
                order?: "asc" | "desc";
                /** @description Length of the page, 20 where nothing is said */
                limit?: number;
                /** @description The `next_cursor` of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of events */
            200: {
                headers: {
                    /** @description Address of the next page, with `rel="next"` (RFC 8288); none on the last */
                    Link?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventList"];
                };
            };
            /**
             * @description `bad_request`: The request cannot be understood
             *
             *     `invalid_input`: The input breaks rules of its schema
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "bad_request" | "invalid_input";
                    };
                };
            };
            /**
             * @description `unauthenticated`: It is not known who asks
             *
             *     `invalid_token`: The bearer token is not taken
             */
            401: {
                headers: {
                    /** @description What is asked for, and what was wrong with the token (RFC 6750) */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unauthenticated" | "invalid_token";
                    };
                };
            };
            /** @description `forbidden`: The caller may not do this */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden";
                    };
                };
            };
            /** @description `not_acceptable`: Answers are JSON, which the header Accept excludes */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "not_acceptable";
                    };
                };
            };
            /** @description `request_timeout`: The request took too long to arrive */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "request_timeout";
                    };
                };
            };
            /** @description `misdirected_request`: The header Host does not name this server */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "misdirected_request";
                    };
                };
            };
            /** @description `rate_limited`: Too many requests of this caller: slow down */
            429: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "rate_limited";
                    };
                };
            };
            /** @description `headers_too_large`: Address and headers are over the limit */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "headers_too_large";
                    };
                };
            };
            /** @description `unexpected`: Something went wrong here; the trace shows what */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unexpected";
                    };
                };
            };
            /**
             * @description `unavailable`: The store does not answer: try again
             *
             *     `issuer_unavailable`: The issuer of tokens does not answer: try again
             *
             *     `overloaded`: There is more to do than can be done: try again
             */
            503: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unavailable" | "issuer_unavailable" | "overloaded";
                    };
                };
            };
        };
    };
    getEventTrace: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Its trace */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TraceOfEvent"];
                };
            };
            /** @description `bad_request`: The request cannot be understood */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "bad_request";
                    };
                };
            };
            /**
             * @description `unauthenticated`: It is not known who asks
             *
             *     `invalid_token`: The bearer token is not taken
             */
            401: {
                headers: {
                    /** @description What is asked for, and what was wrong with the token (RFC 6750) */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unauthenticated" | "invalid_token";
                    };
                };
            };
            /** @description `forbidden`: The caller may not do this */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden";
                    };
                };
            };
            /** @description `event_not_found`: There is no event with this id */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "event_not_found";
                    };
                };
            };
            /** @description `not_acceptable`: Answers are JSON, which the header Accept excludes */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "not_acceptable";
                    };
                };
            };
            /** @description `request_timeout`: The request took too long to arrive */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "request_timeout";
                    };
                };
            };
            /** @description `misdirected_request`: The header Host does not name this server */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "misdirected_request";
                    };
                };
            };
            /** @description `rate_limited`: Too many requests of this caller: slow down */
            429: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "rate_limited";
                    };
                };
            };
            /** @description `headers_too_large`: Address and headers are over the limit */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "headers_too_large";
                    };
                };
            };
            /** @description `unexpected`: Something went wrong here; the trace shows what */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unexpected";
                    };
                };
            };
            /**
             * @description `unavailable`: The store does not answer: try again
             *
             *     `issuer_unavailable`: The issuer of tokens does not answer: try again
             *
             *     `overloaded`: There is more to do than can be done: try again
             */
            503: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unavailable" | "issuer_unavailable" | "overloaded";
                    };
                };
            };
        };
    };
    getTraceEvents: {
        parameters: {
            query?: {
                /** @description The most commits on a page; each has one event or several */
                limit?: number;
                /** @description The `next_cursor` of the page before */
                cursor?: string;
            };
            header?: {
                /** @description Of the write that this read must see */
                "Consistency-Token"?: number;
                /** @description `wait=<seconds>` for it, 2 by default, at most 10 */
                Prefer?: string;
            };
            path: {
                traceId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of events */
            200: {
                headers: {
                    /** @description Address of the next page, with `rel="next"` (RFC 8288); none on the last */
                    Link?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventList"];
                };
            };
            /**
             * @description `bad_request`: The request cannot be understood
             *
             *     `invalid_input`: The input breaks rules of its schema
             *
             *     `invalid_cursor`: The cursor is not one that this list handed out
             *
             *     `invalid_consistency_token`: The Consistency-Token is not one that a write handed out
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "bad_request" | "invalid_input" | "invalid_cursor" | "invalid_consistency_token";
                    };
                };
            };
            /**
             * @description `unauthenticated`: It is not known who asks
             *
             *     `invalid_token`: The bearer token is not taken
             */
            401: {
                headers: {
                    /** @description What is asked for, and what was wrong with the token (RFC 6750) */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unauthenticated" | "invalid_token";
                    };
                };
            };
            /** @description `forbidden`: The caller may not do this */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden";
                    };
                };
            };
            /** @description `not_acceptable`: Answers are JSON, which the header Accept excludes */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "not_acceptable";
                    };
                };
            };
            /** @description `request_timeout`: The request took too long to arrive */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "request_timeout";
                    };
                };
            };
            /** @description `misdirected_request`: The header Host does not name this server */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "misdirected_request";
                    };
                };
            };
            /** @description `rate_limited`: Too many requests of this caller: slow down */
            429: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "rate_limited";
                    };
                };
            };
            /** @description `headers_too_large`: Address and headers are over the limit */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "headers_too_large";
                    };
                };
            };
            /** @description `unexpected`: Something went wrong here; the trace shows what */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unexpected";
                    };
                };
            };
            /**
             * @description `unavailable`: The store does not answer: try again
             *
             *     `issuer_unavailable`: The issuer of tokens does not answer: try again
             *
             *     `overloaded`: There is more to do than can be done: try again
             *
             *     `read_model_behind`: The read model has not caught up yet: try again
             */
            503: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unavailable" | "issuer_unavailable" | "overloaded" | "read_model_behind";
                    };
                };
            };
        };
    };
    getSubscriptions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SubscriptionList"];
                };
            };
            /** @description `bad_request`: The request cannot be understood */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "bad_request";
                    };
                };
            };
            /**
             * @description `unauthenticated`: It is not known who asks
             *
             *     `invalid_token`: The bearer token is not taken
             */
            401: {
                headers: {
                    /** @description What is asked for, and what was wrong with the token (RFC 6750) */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unauthenticated" | "invalid_token";
                    };
                };
            };
            /** @description `forbidden`: The caller may not do this */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden";
                    };
                };
            };
            /** @description `not_acceptable`: Answers are JSON, which the header Accept excludes */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "not_acceptable";
                    };
                };
            };
            /** @description `request_timeout`: The request took too long to arrive */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "request_timeout";
                    };
                };
            };
            /** @description `misdirected_request`: The header Host does not name this server */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "misdirected_request";
                    };
                };
            };
            /** @description `rate_limited`: Too many requests of this caller: slow down */
            429: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "rate_limited";
                    };
                };
            };
            /** @description `headers_too_large`: Address and headers are over the limit */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "headers_too_large";
                    };
                };
            };
            /** @description `unexpected`: Something went wrong here; the trace shows what */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unexpected";
                    };
                };
            };
            /**
             * @description `unavailable`: The store does not answer: try again
             *
             *     `issuer_unavailable`: The issuer of tokens does not answer: try again
             *
             *     `overloaded`: There is more to do than can be done: try again
             */
            503: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unavailable" | "issuer_unavailable" | "overloaded";
                    };
                };
            };
        };
    };
    getParkedEvents: {
        parameters: {
            query?: {
                /** @description Length of the page, 20 where nothing is said */
                limit?: number;
                /** @description The `next_cursor` of the page before */
                cursor?: string;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of events */
            200: {
                headers: {
                    /** @description Address of the next page, with `rel="next"` (RFC 8288); none on the last */
                    Link?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ParkedEventList"];
                };
            };
            /**
             * @description `bad_request`: The request cannot be understood
             *
             *     `invalid_input`: The input breaks rules of its schema
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "bad_request" | "invalid_input";
                    };
                };
            };
            /**
             * @description `unauthenticated`: It is not known who asks
             *
             *     `invalid_token`: The bearer token is not taken
             */
            401: {
                headers: {
                    /** @description What is asked for, and what was wrong with the token (RFC 6750) */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unauthenticated" | "invalid_token";
                    };
                };
            };
            /** @description `forbidden`: The caller may not do this */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden";
                    };
                };
            };
            /** @description `subscription_not_found`: There is no subscription with this name */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "subscription_not_found";
                    };
                };
            };
            /** @description `not_acceptable`: Answers are JSON, which the header Accept excludes */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "not_acceptable";
                    };
                };
            };
            /** @description `request_timeout`: The request took too long to arrive */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "request_timeout";
                    };
                };
            };
            /** @description `misdirected_request`: The header Host does not name this server */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "misdirected_request";
                    };
                };
            };
            /** @description `rate_limited`: Too many requests of this caller: slow down */
            429: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "rate_limited";
                    };
                };
            };
            /** @description `headers_too_large`: Address and headers are over the limit */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "headers_too_large";
                    };
                };
            };
            /** @description `unexpected`: Something went wrong here; the trace shows what */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unexpected";
                    };
                };
            };
            /**
             * @description `unavailable`: The store does not answer: try again
             *
             *     `issuer_unavailable`: The issuer of tokens does not answer: try again
             *
             *     `overloaded`: There is more to do than can be done: try again
             */
            503: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unavailable" | "issuer_unavailable" | "overloaded";
                    };
                };
            };
        };
    };
    retryParkedEvent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
                eventId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is asked for, and carried out within seconds */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ParkedEvent"];
                };
            };
            /**
             * @description `bad_request`: The request cannot be understood
             *
             *     `invalid_json`: The body is not valid JSON
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "bad_request" | "invalid_json";
                    };
                };
            };
            /**
             * @description `unauthenticated`: It is not known who asks
             *
             *     `invalid_token`: The bearer token is not taken
             */
            401: {
                headers: {
                    /** @description What is asked for, and what was wrong with the token (RFC 6750) */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unauthenticated" | "invalid_token";
                    };
                };
            };
            /** @description `forbidden`: The caller may not do this */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden";
                    };
                };
            };
            /**
             * @description `subscription_not_found`: There is no subscription with this name
             *
             *     `parked_event_not_found`: The subscription has no parked event with this id
             */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "subscription_not_found" | "parked_event_not_found";
                    };
                };
            };
            /** @description `not_acceptable`: Answers are JSON, which the header Accept excludes */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "not_acceptable";
                    };
                };
            };
            /** @description `request_timeout`: The request took too long to arrive */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "request_timeout";
                    };
                };
            };
            /**
             * @description `parked_event_waits`: The event waits behind another one of its stream
             *
             *     `parked_event_requested`: Something else was asked for before
             */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "parked_event_waits" | "parked_event_requested";
                    };
                };
            };
            /** @description `body_too_large`: The body is over the limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "body_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type`: The body must be JSON of the media type that the method takes */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unsupported_media_type";
                    };
                };
            };
            /** @description `misdirected_request`: The header Host does not name this server */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "misdirected_request";
                    };
                };
            };
            /** @description `rate_limited`: Too many requests of this caller: slow down */
            429: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "rate_limited";
                    };
                };
            };
            /** @description `headers_too_large`: Address and headers are over the limit */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "headers_too_large";
                    };
                };
            };
            /** @description `unexpected`: Something went wrong here; the trace shows what */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unexpected";
                    };
                };
            };
            /**
             * @description `unavailable`: The store does not answer: try again
             *
             *     `issuer_unavailable`: The issuer of tokens does not answer: try again
             *
             *     `overloaded`: There is more to do than can be done: try again
             */
            503: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unavailable" | "issuer_unavailable" | "overloaded";
                    };
                };
            };
        };
    };
    skipParkedEvent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
                eventId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is asked for, and carried out within seconds */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ParkedEvent"];
                };
            };
            /**
             * @description `bad_request`: The request cannot be understood
             *
             *     `invalid_json`: The body is not valid JSON
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "bad_request" | "invalid_json";
                    };
                };
            };
            /**
             * @description `unauthenticated`: It is not known who asks
             *
             *     `invalid_token`: The bearer token is not taken
             */
            401: {
                headers: {
                    /** @description What is asked for, and what was wrong with the token (RFC 6750) */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unauthenticated" | "invalid_token";
                    };
                };
            };
            /** @description `forbidden`: The caller may not do this */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden";
                    };
                };
            };
            /**
             * @description `subscription_not_found`: There is no subscription with this name
             *
             *     `parked_event_not_found`: The subscription has no parked event with this id
             */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "subscription_not_found" | "parked_event_not_found";
                    };
                };
            };
            /** @description `not_acceptable`: Answers are JSON, which the header Accept excludes */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "not_acceptable";
                    };
                };
            };
            /** @description `request_timeout`: The request took too long to arrive */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "request_timeout";
                    };
                };
            };
            /**
             * @description `parked_event_waits`: The event waits behind another one of its stream
             *
             *     `parked_event_requested`: Something else was asked for before
             */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "parked_event_waits" | "parked_event_requested";
                    };
                };
            };
            /** @description `body_too_large`: The body is over the limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "body_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type`: The body must be JSON of the media type that the method takes */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unsupported_media_type";
                    };
                };
            };
            /** @description `misdirected_request`: The header Host does not name this server */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "misdirected_request";
                    };
                };
            };
            /** @description `rate_limited`: Too many requests of this caller: slow down */
            429: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "rate_limited";
                    };
                };
            };
            /** @description `headers_too_large`: Address and headers are over the limit */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "headers_too_large";
                    };
                };
            };
            /** @description `unexpected`: Something went wrong here; the trace shows what */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unexpected";
                    };
                };
            };
            /**
             * @description `unavailable`: The store does not answer: try again
             *
             *     `issuer_unavailable`: The issuer of tokens does not answer: try again
             *
             *     `overloaded`: There is more to do than can be done: try again
             */
            503: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unavailable" | "issuer_unavailable" | "overloaded";
                    };
                };
            };
        };
    };
    bulkTasks: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request safe to send again: a repetition gets the first answer. 1 to 255 visible characters */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BulkTasks"];
            };
        };
        responses: {
            /** @description What became of each operation */
            200: {
                headers: {
                    /** @description Send it with a read that must see this write */
                    "Consistency-Token"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkResults"];
                };
            };
            /**
             * @description `bad_request`: The request cannot be understood
             *
             *     `invalid_input`: The input breaks rules of its schema
             *
             *     `invalid_header`: A header has a value that it cannot have
             *
             *     `invalid_json`: The body is not valid JSON
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "bad_request" | "invalid_input" | "invalid_header" | "invalid_json";
                    };
                };
            };
            /**
             * @description `unauthenticated`: It is not known who asks
             *
             *     `invalid_token`: The bearer token is not taken
             */
            401: {
                headers: {
                    /** @description What is asked for, and what was wrong with the token (RFC 6750) */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unauthenticated" | "invalid_token";
                    };
                };
            };
            /** @description `not_acceptable`: Answers are JSON, which the header Accept excludes */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "not_acceptable";
                    };
                };
            };
            /** @description `request_timeout`: The request took too long to arrive */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "request_timeout";
                    };
                };
            };
            /** @description `idempotency_key_in_use`: The first request with this Idempotency-Key is still under way */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "idempotency_key_in_use";
                    };
                };
            };
            /** @description `body_too_large`: The body is over the limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "body_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type`: The body must be JSON of the media type that the method takes */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unsupported_media_type";
                    };
                };
            };
            /** @description `misdirected_request`: The header Host does not name this server */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "misdirected_request";
                    };
                };
            };
            /** @description `idempotency_key_reused`: The Idempotency-Key belongs to another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "idempotency_key_reused";
                    };
                };
            };
            /** @description `rate_limited`: Too many requests of this caller: slow down */
            429: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "rate_limited";
                    };
                };
            };
            /** @description `headers_too_large`: Address and headers are over the limit */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "headers_too_large";
                    };
                };
            };
            /** @description `unexpected`: Something went wrong here; the trace shows what */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unexpected";
                    };
                };
            };
            /**
             * @description `unavailable`: The store does not answer: try again
             *
             *     `issuer_unavailable`: The issuer of tokens does not answer: try again
             *
             *     `overloaded`: There is more to do than can be done: try again
             */
            503: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unavailable" | "issuer_unavailable" | "overloaded";
                    };
                };
            };
        };
    };
    processTask: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of the version that the change is meant for; required where the service says so */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The task as it is now, completed or pending again */
            200: {
                headers: {
                    /** @description Version of it */
                    ETag?: string;
                    /** @description Send it with a read that must see this write */
                    "Consistency-Token"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProcessedTask"];
                };
            };
            /**
             * @description `bad_request`: The request cannot be understood
             *
             *     `invalid_input`: The input breaks rules of its schema
             *
             *     `invalid_header`: A header has a value that it cannot have
             *
             *     `invalid_json`: The body is not valid JSON
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "bad_request" | "invalid_input" | "invalid_header" | "invalid_json";
                    };
                };
            };
            /**
             * @description `unauthenticated`: It is not known who asks
             *
             *     `invalid_token`: The bearer token is not taken
             */
            401: {
                headers: {
                    /** @description What is asked for, and what was wrong with the token (RFC 6750) */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unauthenticated" | "invalid_token";
                    };
                };
            };
            /** @description `forbidden`: The caller may not do this */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden";
                    };
                };
            };
            /** @description `task_not_found`: There is no task with this id */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "task_not_found";
                    };
                };
            };
            /** @description `not_acceptable`: Answers are JSON, which the header Accept excludes */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "not_acceptable";
                    };
                };
            };
            /** @description `request_timeout`: The request took too long to arrive */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "request_timeout";
                    };
                };
            };
            /** @description `conflict`: Others changed the same thing at the same time: try again */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "conflict";
                    };
                };
            };
            /** @description `precondition_failed`: It was changed since the version that If-Match names */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "precondition_failed";
                    };
                };
            };
            /** @description `body_too_large`: The body is over the limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "body_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type`: The body must be JSON of the media type that the method takes */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unsupported_media_type";
                    };
                };
            };
            /** @description `misdirected_request`: The header Host does not name this server */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "misdirected_request";
                    };
                };
            };
            /** @description `precondition_required`: If-Match is required */
            428: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "precondition_required";
                    };
                };
            };
            /** @description `rate_limited`: Too many requests of this caller: slow down */
            429: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "rate_limited";
                    };
                };
            };
            /** @description `headers_too_large`: Address and headers are over the limit */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "headers_too_large";
                    };
                };
            };
            /** @description `unexpected`: Something went wrong here; the trace shows what */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unexpected";
                    };
                };
            };
            /**
             * @description `unavailable`: The store does not answer: try again
             *
             *     `issuer_unavailable`: The issuer of tokens does not answer: try again
             *
             *     `overloaded`: There is more to do than can be done: try again
             */
            503: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unavailable" | "issuer_unavailable" | "overloaded";
                    };
                };
            };
        };
    };
    processTasks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProcessTasks"];
            };
        };
        responses: {
            /** @description What became of each task */
            200: {
                headers: {
                    /** @description Send it with a read that must see this write */
                    "Consistency-Token"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProcessResults"];
                };
            };
            /**
             * @description `bad_request`: The request cannot be understood
             *
             *     `invalid_input`: The input breaks rules of its schema
             *
             *     `invalid_json`: The body is not valid JSON
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "bad_request" | "invalid_input" | "invalid_json";
                    };
                };
            };
            /**
             * @description `unauthenticated`: It is not known who asks
             *
             *     `invalid_token`: The bearer token is not taken
             */
            401: {
                headers: {
                    /** @description What is asked for, and what was wrong with the token (RFC 6750) */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unauthenticated" | "invalid_token";
                    };
                };
            };
            /** @description `not_acceptable`: Answers are JSON, which the header Accept excludes */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "not_acceptable";
                    };
                };
            };
            /** @description `request_timeout`: The request took too long to arrive */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "request_timeout";
                    };
                };
            };
            /** @description `body_too_large`: The body is over the limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "body_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type`: The body must be JSON of the media type that the method takes */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unsupported_media_type";
                    };
                };
            };
            /** @description `misdirected_request`: The header Host does not name this server */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "misdirected_request";
                    };
                };
            };
            /** @description `rate_limited`: Too many requests of this caller: slow down */
            429: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "rate_limited";
                    };
                };
            };
            /** @description `headers_too_large`: Address and headers are over the limit */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "headers_too_large";
                    };
                };
            };
            /** @description `unexpected`: Something went wrong here; the trace shows what */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unexpected";
                    };
                };
            };
            /**
             * @description `unavailable`: The store does not answer: try again
             *
             *     `issuer_unavailable`: The issuer of tokens does not answer: try again
             *
             *     `overloaded`: There is more to do than can be done: try again
             */
            503: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unavailable" | "issuer_unavailable" | "overloaded";
                    };
                };
            };
        };
    };
    getTasks: {
        parameters: {
            query?: {
                status?: "pending" | "in_progress" | "completed";
                priority?: "low" | "medium" | "high";
                /** @description Opaque id of the person in charge */
                assignee_id?: string;
                department?: string;
                /** @description Each of its words begins a word of title or description */
                search?: string;
                sort?: "created_at" | "-created_at" | "updated_at" | "-updated_at" | "due_date" | "-due_date";
                /** @description Length of the page, 20 where nothing is said */
                limit?: number;
                /** @description The `next_cursor` of the page before, with the same sort */
                cursor?: string;
            };
            header?: {
                /** @description Of the write that this read must see */
                "Consistency-Token"?: number;
                /** @description `wait=<seconds>` for it, 2 by default, at most 10 */
                Prefer?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of tasks */
            200: {
                headers: {
                    /** @description Address of the next page, with `rel="next"` (RFC 8288); none on the last */
                    Link?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskList"];
                };
            };
            /**
             * @description `bad_request`: The request cannot be understood
             *
             *     `invalid_input`: The input breaks rules of its schema
             *
             *     `invalid_cursor`: The cursor is not one that this list handed out
             *
             *     `invalid_consistency_token`: The Consistency-Token is not one that a write handed out
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "bad_request" | "invalid_input" | "invalid_cursor" | "invalid_consistency_token";
                    };
                };
            };
            /**
             * @description `unauthenticated`: It is not known who asks
             *
             *     `invalid_token`: The bearer token is not taken
             */
            401: {
                headers: {
                    /** @description What is asked for, and what was wrong with the token (RFC 6750) */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unauthenticated" | "invalid_token";
                    };
                };
            };
            /** @description `forbidden`: The caller may not do this */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden";
                    };
                };
            };
            /** @description `not_acceptable`: Answers are JSON, which the header Accept excludes */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "not_acceptable";
                    };
                };
            };
            /** @description `request_timeout`: The request took too long to arrive */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "request_timeout";
                    };
                };
            };
            /** @description `misdirected_request`: The header Host does not name this server */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "misdirected_request";
                    };
                };
            };
            /** @description `rate_limited`: Too many requests of this caller: slow down */
            429: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "rate_limited";
                    };
                };
            };
            /** @description `headers_too_large`: Address and headers are over the limit */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "headers_too_large";
                    };
                };
            };
            /** @description `unexpected`: Something went wrong here; the trace shows what */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unexpected";
                    };
                };
            };
            /**
             * @description `unavailable`: The store does not answer: try again
             *
             *     `issuer_unavailable`: The issuer of tokens does not answer: try again
             *
             *     `overloaded`: There is more to do than can be done: try again
             *
             *     `read_model_behind`: The read model has not caught up yet: try again
             */
            503: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unavailable" | "issuer_unavailable" | "overloaded" | "read_model_behind";
                    };
                };
            };
        };
    };
    createTask: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request safe to send again: a repetition gets the first answer. 1 to 255 visible characters */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateTask"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    /** @description Its address */
                    Location?: string;
                    /** @description Version of it */
                    ETag?: string;
                    /** @description Send it with a read that must see this write */
                    "Consistency-Token"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            /**
             * @description `bad_request`: The request cannot be understood
             *
             *     `invalid_input`: The input breaks rules of its schema
             *
             *     `invalid_header`: A header has a value that it cannot have
             *
             *     `invalid_json`: The body is not valid JSON
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "bad_request" | "invalid_input" | "invalid_header" | "invalid_json";
                    };
                };
            };
            /**
             * @description `unauthenticated`: It is not known who asks
             *
             *     `invalid_token`: The bearer token is not taken
             */
            401: {
                headers: {
                    /** @description What is asked for, and what was wrong with the token (RFC 6750) */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unauthenticated" | "invalid_token";
                    };
                };
            };
            /** @description `forbidden`: The caller may not do this */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden";
                    };
                };
            };
            /** @description `not_acceptable`: Answers are JSON, which the header Accept excludes */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "not_acceptable";
                    };
                };
            };
            /** @description `request_timeout`: The request took too long to arrive */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "request_timeout";
                    };
                };
            };
            /**
             * @description `conflict`: Others changed the same thing at the same time: try again
             *
             *     `idempotency_key_in_use`: The first request with this Idempotency-Key is still under way
             */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "conflict" | "idempotency_key_in_use";
                    };
                };
            };
            /** @description `body_too_large`: The body is over the limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "body_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type`: The body must be JSON of the media type that the method takes */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unsupported_media_type";
                    };
                };
            };
            /** @description `misdirected_request`: The header Host does not name this server */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "misdirected_request";
                    };
                };
            };
            /** @description `idempotency_key_reused`: The Idempotency-Key belongs to another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "idempotency_key_reused";
                    };
                };
            };
            /** @description `rate_limited`: Too many requests of this caller: slow down */
            429: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "rate_limited";
                    };
                };
            };
            /** @description `headers_too_large`: Address and headers are over the limit */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "headers_too_large";
                    };
                };
            };
            /** @description `unexpected`: Something went wrong here; the trace shows what */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unexpected";
                    };
                };
            };
            /**
             * @description `unavailable`: The store does not answer: try again
             *
             *     `issuer_unavailable`: The issuer of tokens does not answer: try again
             *
             *     `overloaded`: There is more to do than can be done: try again
             */
            503: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unavailable" | "issuer_unavailable" | "overloaded";
                    };
                };
            };
        };
    };
    getTaskById: {
        parameters: {
            query?: {
                /** @description Version or time (ISO 8601 with an offset) that the task is to be shown at */
                at?: string;
            };
            header?: {
                /** @description Of the write that this read must see */
                "Consistency-Token"?: number;
                /** @description `wait=<seconds>` for it, 2 by default, at most 10 */
                Prefer?: string;
                /** @description ETags of what the caller has: where it is one of them, nothing is sent again */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The task */
            200: {
                headers: {
                    /** @description Version of it */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            /** @description The caller has it */
            304: {
                headers: {
                    /** @description Version of it */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /**
             * @description `bad_request`: The request cannot be understood
             *
             *     `invalid_input`: The input breaks rules of its schema
             *
             *     `invalid_consistency_token`: The Consistency-Token is not one that a write handed out
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "bad_request" | "invalid_input" | "invalid_consistency_token";
                    };
                };
            };
            /**
             * @description `unauthenticated`: It is not known who asks
             *
             *     `invalid_token`: The bearer token is not taken
             */
            401: {
                headers: {
                    /** @description What is asked for, and what was wrong with the token (RFC 6750) */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unauthenticated" | "invalid_token";
                    };
                };
            };
            /** @description `forbidden`: The caller may not do this */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden";
                    };
                };
            };
            /** @description `task_not_found`: There is no task with this id */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "task_not_found";
                    };
                };
            };
            /** @description `not_acceptable`: Answers are JSON, which the header Accept excludes */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "not_acceptable";
                    };
                };
            };
            /** @description `request_timeout`: The request took too long to arrive */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "request_timeout";
                    };
                };
            };
            /** @description `misdirected_request`: The header Host does not name this server */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "misdirected_request";
                    };
                };
            };
            /** @description `rate_limited`: Too many requests of this caller: slow down */
            429: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "rate_limited";
                    };
                };
            };
            /** @description `headers_too_large`: Address and headers are over the limit */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "headers_too_large";
                    };
                };
            };
            /** @description `unexpected`: Something went wrong here; the trace shows what */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unexpected";
                    };
                };
            };
            /**
             * @description `unavailable`: The store does not answer: try again
             *
             *     `issuer_unavailable`: The issuer of tokens does not answer: try again
             *
             *     `overloaded`: There is more to do than can be done: try again
             *
             *     `read_model_behind`: The read model has not caught up yet: try again
             */
            503: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unavailable" | "issuer_unavailable" | "overloaded" | "read_model_behind";
                    };
                };
            };
        };
    };
    updateTask: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of the version that the change is meant for; required where the service says so */
                "If-Match"?: string;
                /** @description Makes the request safe to send again: a repetition gets the first answer. 1 to 255 visible characters */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateTask"];
            };
        };
        responses: {
            /** @description The task as it is now */
            200: {
                headers: {
                    /** @description Version of it */
                    ETag?: string;
                    /** @description Send it with a read that must see this write */
                    "Consistency-Token"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            /**
             * @description `bad_request`: The request cannot be understood
             *
             *     `invalid_input`: The input breaks rules of its schema
             *
             *     `invalid_header`: A header has a value that it cannot have
             *
             *     `invalid_json`: The body is not valid JSON
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "bad_request" | "invalid_input" | "invalid_header" | "invalid_json";
                    };
                };
            };
            /**
             * @description `unauthenticated`: It is not known who asks
             *
             *     `invalid_token`: The bearer token is not taken
             */
            401: {
                headers: {
                    /** @description What is asked for, and what was wrong with the token (RFC 6750) */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unauthenticated" | "invalid_token";
                    };
                };
            };
            /** @description `forbidden`: The caller may not do this */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden";
                    };
                };
            };
            /** @description `task_not_found`: There is no task with this id */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "task_not_found";
                    };
                };
            };
            /** @description `not_acceptable`: Answers are JSON, which the header Accept excludes */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "not_acceptable";
                    };
                };
            };
            /** @description `request_timeout`: The request took too long to arrive */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "request_timeout";
                    };
                };
            };
            /**
             * @description `task_completed`: A completed task changes only when its status is set back
             *
             *     `idempotency_key_in_use`: The first request with this Idempotency-Key is still under way
             *
             *     `conflict`: Others changed the same thing at the same time: try again
             */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "task_completed" | "idempotency_key_in_use" | "conflict";
                    };
                };
            };
            /** @description `precondition_failed`: It was changed since the version that If-Match names */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "precondition_failed";
                    };
                };
            };
            /** @description `body_too_large`: The body is over the limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "body_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type`: The body must be JSON of the media type that the method takes */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unsupported_media_type";
                    };
                };
            };
            /** @description `misdirected_request`: The header Host does not name this server */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "misdirected_request";
                    };
                };
            };
            /** @description `idempotency_key_reused`: The Idempotency-Key belongs to another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "idempotency_key_reused";
                    };
                };
            };
            /** @description `precondition_required`: If-Match is required */
            428: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "precondition_required";
                    };
                };
            };
            /** @description `rate_limited`: Too many requests of this caller: slow down */
            429: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "rate_limited";
                    };
                };
            };
            /** @description `headers_too_large`: Address and headers are over the limit */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "headers_too_large";
                    };
                };
            };
            /** @description `unexpected`: Something went wrong here; the trace shows what */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unexpected";
                    };
                };
            };
            /**
             * @description `unavailable`: The store does not answer: try again
             *
             *     `issuer_unavailable`: The issuer of tokens does not answer: try again
             *
             *     `overloaded`: There is more to do than can be done: try again
             */
            503: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unavailable" | "issuer_unavailable" | "overloaded";
                    };
                };
            };
        };
    };
    deleteTask: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of the version that the change is meant for; required where the service says so */
                "If-Match"?: string;
                /** @description Makes the request safe to send again: a repetition gets the first answer. 1 to 255 visible characters */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted */
            204: {
                headers: {
                    /** @description Send it with a read that must see this write */
                    "Consistency-Token"?: number;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /**
             * @description `bad_request`: The request cannot be understood
             *
             *     `invalid_input`: The input breaks rules of its schema
             *
             *     `invalid_header`: A header has a value that it cannot have
             *
             *     `invalid_json`: The body is not valid JSON
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "bad_request" | "invalid_input" | "invalid_header" | "invalid_json";
                    };
                };
            };
            /**
             * @description `unauthenticated`: It is not known who asks
             *
             *     `invalid_token`: The bearer token is not taken
             */
            401: {
                headers: {
                    /** @description What is asked for, and what was wrong with the token (RFC 6750) */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unauthenticated" | "invalid_token";
                    };
                };
            };
            /** @description `forbidden`: The caller may not do this */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden";
                    };
                };
            };
            /** @description `task_not_found`: There is no task with this id */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "task_not_found";
                    };
                };
            };
            /** @description `not_acceptable`: Answers are JSON, which the header Accept excludes */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "not_acceptable";
                    };
                };
            };
            /** @description `request_timeout`: The request took too long to arrive */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "request_timeout";
                    };
                };
            };
            /**
             * @description `idempotency_key_in_use`: The first request with this Idempotency-Key is still under way
             *
             *     `conflict`: Others changed the same thing at the same time: try again
             */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "idempotency_key_in_use" | "conflict";
                    };
                };
            };
            /** @description `precondition_failed`: It was changed since the version that If-Match names */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "precondition_failed";
                    };
                };
            };
            /** @description `body_too_large`: The body is over the limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "body_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type`: The body must be JSON of the media type that the method takes */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unsupported_media_type";
                    };
                };
            };
            /** @description `misdirected_request`: The header Host does not name this server */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "misdirected_request";
                    };
                };
            };
            /** @description `idempotency_key_reused`: The Idempotency-Key belongs to another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "idempotency_key_reused";
                    };
                };
            };
            /** @description `precondition_required`: If-Match is required */
            428: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "precondition_required";
                    };
                };
            };
            /** @description `rate_limited`: Too many requests of this caller: slow down */
            429: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "rate_limited";
                    };
                };
            };
            /** @description `headers_too_large`: Address and headers are over the limit */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "headers_too_large";
                    };
                };
            };
            /** @description `unexpected`: Something went wrong here; the trace shows what */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unexpected";
                    };
                };
            };
            /**
             * @description `unavailable`: The store does not answer: try again
             *
             *     `issuer_unavailable`: The issuer of tokens does not answer: try again
             *
             *     `overloaded`: There is more to do than can be done: try again
             */
            503: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unavailable" | "issuer_unavailable" | "overloaded";
                    };
                };
            };
        };
    };
    patchTask: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of the version that the change is meant for; required where the service says so */
                "If-Match"?: string;
                /** @description Makes the request safe to send again: a repetition gets the first answer. 1 to 255 visible characters */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/merge-patch+json": components["schemas"]["UpdateTask"];
            };
        };
        responses: {
            /** @description The task as it is now */
            200: {
                headers: {
                    /** @description Version of it */
                    ETag?: string;
                    /** @description Send it with a read that must see this write */
                    "Consistency-Token"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            /**
             * @description `bad_request`: The request cannot be understood
             *
             *     `invalid_input`: The input breaks rules of its schema
             *
             *     `invalid_header`: A header has a value that it cannot have
             *
             *     `invalid_json`: The body is not valid JSON
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "bad_request" | "invalid_input" | "invalid_header" | "invalid_json";
                    };
                };
            };
            /**
             * @description `unauthenticated`: It is not known who asks
             *
             *     `invalid_token`: The bearer token is not taken
             */
            401: {
                headers: {
                    /** @description What is asked for, and what was wrong with the token (RFC 6750) */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unauthenticated" | "invalid_token";
                    };
                };
            };
            /** @description `forbidden`: The caller may not do this */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden";
                    };
                };
            };
            /** @description `task_not_found`: There is no task with this id */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "task_not_found";
                    };
                };
            };
            /** @description `not_acceptable`: Answers are JSON, which the header Accept excludes */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "not_acceptable";
                    };
                };
            };
            /** @description `request_timeout`: The request took too long to arrive */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "request_timeout";
                    };
                };
            };
            /**
             * @description `task_completed`: A completed task changes only when its status is set back
             *
             *     `idempotency_key_in_use`: The first request with this Idempotency-Key is still under way
             *
             *     `conflict`: Others changed the same thing at the same time: try again
             */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "task_completed" | "idempotency_key_in_use" | "conflict";
                    };
                };
            };
            /** @description `precondition_failed`: It was changed since the version that If-Match names */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "precondition_failed";
                    };
                };
            };
            /** @description `body_too_large`: The body is over the limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "body_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type`: The body must be JSON of the media type that the method takes */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unsupported_media_type";
                    };
                };
            };
            /** @description `misdirected_request`: The header Host does not name this server */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "misdirected_request";
                    };
                };
            };
            /** @description `idempotency_key_reused`: The Idempotency-Key belongs to another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "idempotency_key_reused";
                    };
                };
            };
            /** @description `precondition_required`: If-Match is required */
            428: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "precondition_required";
                    };
                };
            };
            /** @description `rate_limited`: Too many requests of this caller: slow down */
            429: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "rate_limited";
                    };
                };
            };
            /** @description `headers_too_large`: Address and headers are over the limit */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "headers_too_large";
                    };
                };
            };
            /** @description `unexpected`: Something went wrong here; the trace shows what */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unexpected";
                    };
                };
            };
            /**
             * @description `unavailable`: The store does not answer: try again
             *
             *     `issuer_unavailable`: The issuer of tokens does not answer: try again
             *
             *     `overloaded`: There is more to do than can be done: try again
             */
            503: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unavailable" | "issuer_unavailable" | "overloaded";
                    };
                };
            };
        };
    };
    getTaskHistory: {
        parameters: {
            query?: {
                /** @description Length of the page, 20 where nothing is said */
                limit?: number;
                /** @description The `next_cursor` of the page before */
                cursor?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of events */
            200: {
                headers: {
                    /** @description Address of the next page, with `rel="next"` (RFC 8288); none on the last */
                    Link?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventList"];
                };
            };
            /**
             * @description `bad_request`: The request cannot be understood
             *
             *     `invalid_input`: The input breaks rules of its schema
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "bad_request" | "invalid_input";
                    };
                };
            };
            /**
             * @description `unauthenticated`: It is not known who asks
             *
             *     `invalid_token`: The bearer token is not taken
             */
            401: {
                headers: {
                    /** @description What is asked for, and what was wrong with the token (RFC 6750) */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unauthenticated" | "invalid_token";
                    };
                };
            };
            /** @description `forbidden`: The caller may not do this */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden";
                    };
                };
            };
            /** @description `task_not_found`: There is no task with this id */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "task_not_found";
                    };
                };
            };
            /** @description `not_acceptable`: Answers are JSON, which the header Accept excludes */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "not_acceptable";
                    };
                };
            };
            /** @description `request_timeout`: The request took too long to arrive */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "request_timeout";
                    };
                };
            };
            /** @description `misdirected_request`: The header Host does not name this server */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "misdirected_request";
                    };
                };
            };
            /** @description `rate_limited`: Too many requests of this caller: slow down */
            429: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "rate_limited";
                    };
                };
            };
            /** @description `headers_too_large`: Address and headers are over the limit */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "headers_too_large";
                    };
                };
            };
            /** @description `unexpected`: Something went wrong here; the trace shows what */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unexpected";
                    };
                };
            };
            /**
             * @description `unavailable`: The store does not answer: try again
             *
             *     `issuer_unavailable`: The issuer of tokens does not answer: try again
             *
             *     `overloaded`: There is more to do than can be done: try again
             */
            503: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unavailable" | "issuer_unavailable" | "overloaded";
                    };
                };
            };
        };
    };
    restoreTask: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of the version that the change is meant for; required where the service says so */
                "If-Match"?: string;
                /** @description Makes the request safe to send again: a repetition gets the first answer. 1 to 255 visible characters */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The task as it is now */
            200: {
                headers: {
                    /** @description Version of it */
                    ETag?: string;
                    /** @description Send it with a read that must see this write */
                    "Consistency-Token"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            /**
             * @description `bad_request`: The request cannot be understood
             *
             *     `invalid_input`: The input breaks rules of its schema
             *
             *     `invalid_header`: A header has a value that it cannot have
             *
             *     `invalid_json`: The body is not valid JSON
             */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "bad_request" | "invalid_input" | "invalid_header" | "invalid_json";
                    };
                };
            };
            /**
             * @description `unauthenticated`: It is not known who asks
             *
             *     `invalid_token`: The bearer token is not taken
             */
            401: {
                headers: {
                    /** @description What is asked for, and what was wrong with the token (RFC 6750) */
                    "WWW-Authenticate"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unauthenticated" | "invalid_token";
                    };
                };
            };
            /** @description `forbidden`: The caller may not do this */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "forbidden";
                    };
                };
            };
            /** @description `task_not_found`: There is no task with this id */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "task_not_found";
                    };
                };
            };
            /** @description `not_acceptable`: Answers are JSON, which the header Accept excludes */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "not_acceptable";
                    };
                };
            };
            /** @description `request_timeout`: The request took too long to arrive */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "request_timeout";
                    };
                };
            };
            /**
             * @description `idempotency_key_in_use`: The first request with this Idempotency-Key is still under way
             *
             *     `conflict`: Others changed the same thing at the same time: try again
             */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "idempotency_key_in_use" | "conflict";
                    };
                };
            };
            /** @description `precondition_failed`: It was changed since the version that If-Match names */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "precondition_failed";
                    };
                };
            };
            /** @description `body_too_large`: The body is over the limit */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "body_too_large";
                    };
                };
            };
            /** @description `unsupported_media_type`: The body must be JSON of the media type that the method takes */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unsupported_media_type";
                    };
                };
            };
            /** @description `misdirected_request`: The header Host does not name this server */
            421: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "misdirected_request";
                    };
                };
            };
            /** @description `idempotency_key_reused`: The Idempotency-Key belongs to another request */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "idempotency_key_reused";
                    };
                };
            };
            /** @description `precondition_required`: If-Match is required */
            428: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "precondition_required";
                    };
                };
            };
            /** @description `rate_limited`: Too many requests of this caller: slow down */
            429: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "rate_limited";
                    };
                };
            };
            /** @description `headers_too_large`: Address and headers are over the limit */
            431: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "headers_too_large";
                    };
                };
            };
            /** @description `unexpected`: Something went wrong here; the trace shows what */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unexpected";
                    };
                };
            };
            /**
             * @description `unavailable`: The store does not answer: try again
             *
             *     `issuer_unavailable`: The issuer of tokens does not answer: try again
             *
             *     `overloaded`: There is more to do than can be done: try again
             */
            503: {
                headers: {
                    /** @description Seconds */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        code?: "unavailable" | "issuer_unavailable" | "overloaded";
                    };
                };
            };
        };
    };
}
