export { composeSummary, fullUrlOf, summaryTypes } from './compose-summary.ts';
export type { DocumentBundle, EntryView, SectionView, SummaryView, Term } from './contract.ts';
export { documentStylesheet } from './document-stylesheet.ts';
export { renderDocument } from './render-document.ts';
export { summaryView } from './summary-view.ts';
export { translateDocument } from './translate-document.ts';
