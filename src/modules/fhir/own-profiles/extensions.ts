import { type OwnProfile, ownExtension } from './profile.ts';

/** The extensions that documents of this node carry. */
export const ownExtensions: readonly OwnProfile[] = [
  ownExtension({
    id: 'untranslated',
    title: 'Not translated',
    description: 'The code has no name in the language of the document: its display stays in that of the record.',
    context: 'Coding',
    value: 'boolean',
  }),
  ownExtension({
    id: 'display-language',
    title: 'Language of a display',
    description:
      'The language (BCP 47) of a display that is not in the language of its document. The extension language of R4 may stand at names, addresses and annotations only.',
    context: 'Coding.display',
    value: 'code',
  }),
];
