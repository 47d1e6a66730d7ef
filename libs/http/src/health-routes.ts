const ROUTES = new Set(['/health', '/ready', '/metrics']);

/** Whether a route is asked all the time by machines that must always get an answer. */
export function isHealth(url: string | undefined): boolean {
  return url !== undefined && ROUTES.has(url);
}
