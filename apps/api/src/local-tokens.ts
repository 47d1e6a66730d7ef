/** Of a machine without an issuer; whoever signs and whoever takes a token must have the same. */
export const LOCAL_TOKENS = { keyFile: './data/token-key.json', audience: 'clew-api' } as const;
