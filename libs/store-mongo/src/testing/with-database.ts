const URI = /^(mongodb(?:\+srv)?:\/\/([^/?]+))(?:\/([^?]*))?(?:\?(.*))?$/;

/** The same server, hosts and options with another database. */
export function withDatabase(uri: string, database: string): string {
  const [, server = '', hosts = '', before = '', query] = URI.exec(uri) ?? [];
  if (server === '') throw new Error('MONGODB_URI is no MongoDB connection string');
  const options = new URLSearchParams(query);
  // Who the user is would be looked up in the new database otherwise.
  if (hosts.includes('@') && !options.has('authSource')) options.set('authSource', before || 'admin');
  return `${server}/${database}${options.size > 0 ? `?${options}` : ''}`;
}
