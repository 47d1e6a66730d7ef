import type { Query, ReadModel } from '#libs/event-sourcing';

const MOST_PAGES = 100;

/** The whole list page by page, up to the one without a `next`. */
export async function pagesOf<Document>(
  model: ReadModel<Document>,
  query: Query<Document>,
): Promise<(readonly Document[])[]> {
  const pages = [];
  for (let after: string | undefined; pages.length < MOST_PAGES; ) {
    const { documents, next } = await model.find({ ...query, ...(after !== undefined && { after }) });
    pages.push(documents);
    if (next === undefined) return pages;
    after = next;
  }
  throw new Error('the pages come to no end');
}
