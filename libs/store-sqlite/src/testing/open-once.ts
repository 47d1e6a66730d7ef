// Opens the file and tells how that went. Argument: file.
import { SqliteStore } from '#libs/store-sqlite';
import { tell } from './tell.js';

try {
  const store = await SqliteStore.open({ path: process.argv[2] ?? '' });
  await store.close();
  tell({ opened: true });
} catch (error) {
  tell(error instanceof Error && { name: error.name, message: error.message });
}
