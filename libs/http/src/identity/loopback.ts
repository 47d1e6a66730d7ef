import type { FastifyInstance } from 'fastify';
import { HttpProblem } from '../problems.js';

const LOOPBACK = /^([a-z\d-]+\.)*localhost$|^127(\.\d{1,3}){3}$|^\[::1\]$/i;

/** Of `host` or `host:port`, as in the header Host. */
function isLoopback(authority: string): boolean {
  return LOOPBACK.test(authority.replace(/:\d*$/, ''));
}

/**
 * Whoever is on this machine is admin here, and so would be each page that its browser shows, once the name of the page's
 * own server leads to loopback (DNS rebinding). What asks by such a name says so in Host.
 */
export function refuseOtherHosts(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', ({ headers: { host } }, _reply, done) => {
    // HTTP/1.0 has no Host, and browsers do not speak it.
    const refused = host !== undefined && !isLoopback(host);
    done(
      refused ? new HttpProblem('misdirected_request', 'the header Host must name loopback, as localhost') : undefined,
    );
  });
}

/** What a page of another site sends is sent by its author. */
export function isOfOtherSite(origin: string | undefined): boolean {
  return origin !== undefined && !isLoopback(origin.replace(/^https?:\/\//i, ''));
}
