import type { ImportCounts, ImportOptions } from './contract.ts';
import type { FoundFile } from './list-files.ts';

const tellEvery = 200;

/** Tells how far the import is, at most five times a second and once at the end. */
export function createProgress(
  { onProgress, clock }: Pick<ImportOptions, 'onProgress' | 'clock'>,
  files: readonly FoundFile[],
  total: () => ImportCounts,
) {
  const started = clock.now().getTime();
  const bytesTotal = files.reduce((sum, { size }) => sum + size, 0);
  let bytesBefore = 0;
  let filesDone = 0;
  let told = 0;

  const tell = (bytesDone: number, always: boolean) => {
    const now = clock.now().getTime();
    if (onProgress === undefined || (!always && now - told < tellEvery)) return;
    told = now;
    const seconds = (now - started) / 1000;
    const { read, refused } = total();
    onProgress({
      bytesDone,
      bytesTotal,
      files: files.length,
      filesDone,
      entries: read,
      refused,
      rate: seconds > 0 ? read / seconds : 0,
      secondsLeft: bytesDone > 0 && seconds > 0 ? (seconds * (bytesTotal - bytesDone)) / bytesDone : undefined,
    });
  };

  return {
    at(file: FoundFile, position: number) {
      tell(bytesBefore + Math.min(position, file.size), false);
    },
    fileDone(file: FoundFile) {
      bytesBefore += file.size;
      filesDone++;
      tell(bytesBefore, false);
    },
    finish() {
      tell(bytesBefore, true);
    },
  };
}
