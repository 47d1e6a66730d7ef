const ADVICE = [
  [
    /ENOSPC|EDQUOT/,
    'The disk is full: the packages need about 600 MB. Free some space and run the same command again.',
  ],
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT/,
    'The package registry cannot be reached. Check the network, the proxy and `npm config get registry`, then run the same command again.',
  ],
  [/EACCES|EPERM|EROFS/, 'This folder cannot be written to. Make it yours, then run the same command again.'],
  [
    /EUSAGE[^]*package-lock\.json/,
    'package.json and package-lock.json do not agree. Run `npm install`, then the same command again.',
  ],
  [/EINTEGRITY/, 'A package arrived damaged. Run `npm cache verify`, then the same command again.'],
  [/\berror TS\d+/, 'The sources do not compile. Mend what is named above, then run the same command again.'],
  [/spawn npm ENOENT/, '`npm` is not on the PATH.'],
];

/** The failed command's own words, then one sentence on what to do. */
export function whatToDo(error) {
  const words = [error.message, error.output].filter(Boolean).join('\n\n');
  const advice = ADVICE.find(([pattern]) => pattern.test(words))?.[1];
  return [words, advice].filter(Boolean).join('\n\n');
}
