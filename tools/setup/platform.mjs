/** Whether npm would install a package that names these systems here. */
export function platformFits({ os, cpu, libc }) {
  return names(os, process.platform) && names(cpu, process.arch) && (!libc || names(libc, machineLibc()));
}

function names(list, own) {
  if (!list) return true;
  const values = [list].flat();
  if (values.includes(`!${own}`)) return false;
  return values.includes(own) || values.every((value) => value.startsWith('!'));
}

function machineLibc() {
  if (process.platform !== 'linux') return undefined;
  process.report.excludeNetwork = true;
  return process.report.getReport().header.glibcVersionRuntime ? 'glibc' : 'musl';
}
