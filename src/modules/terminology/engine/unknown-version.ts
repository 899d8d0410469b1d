import type { Call } from './call.ts';
import type { MessageId, MessageParts } from './messages.ts';
import { versionList } from './versions.ts';

/** How to tell of a code system that is not there, and what it is called among those that are not. */
export function unknownVersion(
  { source }: Call,
  system: string,
  version: string | undefined,
): { readonly key: string; readonly id: MessageId; readonly parts: MessageParts } {
  if (version === undefined || version === '') return { key: system, id: 'UNKNOWN_CODESYSTEM', parts: [system] };
  const versions = source.versions(system);
  if (versions.length === 0) {
    return { key: system, id: 'UNKNOWN_CODESYSTEM_VERSION_NONE', parts: [system, version] };
  }
  const parts = [system, version, versionList(versions)];
  return { key: `${system}|${version}`, id: 'UNKNOWN_CODESYSTEM_VERSION', parts };
}
