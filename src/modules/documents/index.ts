export { composeSummary, fullUrlOf, summaryTypes } from './compose-summary.ts';
export type {
  DetailView,
  DocumentBundle,
  EntryView,
  PatientView,
  RenderOptions,
  SectionView,
  SummaryInput,
  SummaryView,
  Term,
  TranslatedDocument,
  ViewOptions,
} from './contract.ts';
export { documentStylesheet } from './document-stylesheet.ts';
export { renderDocument } from './render-document.ts';
export { summaryView } from './summary-view.ts';
export { translateDocument } from './translate-document.ts';
export { untranslatedUrl } from './translation-marks.ts';
