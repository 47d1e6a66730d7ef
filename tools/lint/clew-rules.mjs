// What oxlint has no rule for. oxlint wants a default export.
const rule = (message, visitor) => ({
  create: (context) => visitor((node) => context.report({ node, message })),
});

const noExportAll = rule('Name what is exported.', (report) => ({
  ExportAllDeclaration: report,
}));

const noCurrentTime = rule('Time comes in with the command.', (report) => ({
  NewExpression: (node) => {
    if (node.callee.name === 'Date' && node.arguments.length === 0) report(node);
  },
  CallExpression: (node) => {
    if (node.callee.name === 'Date') report(node);
  },
}));

export default {
  meta: { name: 'clew' },
  rules: { 'no-export-all': noExportAll, 'no-current-time': noCurrentTime },
};
