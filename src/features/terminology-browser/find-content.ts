import type { CodeSystemContent, TerminologySource } from '#terminology';

/** A content that waits for others to come into memory is asked for so often. */
const mostWaits = 4;

/** The concepts of a code system, once they are in memory; undefined where the node does not have them. */
export async function findContent(
  source: TerminologySource,
  url: string,
  version?: string,
): Promise<CodeSystemContent | undefined> {
  for (let waits = 0; ; waits++) {
    const content = source.content(url, version);
    if (content !== undefined) return content;
    const outstanding = source.loading();
    if (outstanding.length === 0 || waits === mostWaits) return undefined;
    await Promise.all(outstanding);
  }
}
