// Loaded into each measured server: tells how much processor time it has used, and lets it end with the bench.
process.on('message', () => process.send?.(process.cpuUsage()));
process.on('disconnect', () => process.exit(1));
