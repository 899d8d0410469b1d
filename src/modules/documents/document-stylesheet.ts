/** The stylesheet of rendered documents, for the server to serve at the address that the pages link to. */
export const documentStylesheet = `:root {
  color-scheme: light dark;
  --ink: light-dark(#1b1f24, #e8eaed);
  --quiet: light-dark(#54606c, #a9b4c0);
  --line: light-dark(#d5dbe1, #3a424b);
  --paper: light-dark(#ffffff, #14181c);
  --soft: light-dark(#f2f5f8, #1d2329);
  --mark: light-dark(#7a4b00, #ffcf7a);
}
* { box-sizing: border-box; }
body {
  margin: 0 auto;
  max-width: 64rem;
  padding: 1.5rem;
  background: var(--paper);
  color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif;
}
h1 { font-size: 1.6rem; margin: 0 0 0.25rem; }
h2 { font-size: 1.2rem; margin: 2.25rem 0 0.5rem; }
header p { margin: 0; color: var(--quiet); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.25rem 1rem; margin: 0; }
dt { color: var(--quiet); }
dd { margin: 0; overflow-wrap: anywhere; }
nav ul { display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; padding: 0; list-style: none; }
a { color: inherit; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: 0.5rem 0.75rem 0.5rem 0; border-bottom: 1px solid var(--line); text-align: start; vertical-align: top; }
thead th { color: var(--quiet); font-weight: 600; }
tbody th { font-weight: 600; width: 32%; overflow-wrap: anywhere; }
td ul { margin: 0; padding: 0; list-style: none; }
.date, .status { white-space: nowrap; }
.original { display: block; color: var(--quiet); font-weight: 400; font-size: 0.9rem; }
.untranslated { color: var(--mark); font-weight: 400; font-size: 0.85rem; }
.own { display: inline-block; padding: 0 0.4rem; border: 1px solid currentColor; border-radius: 0.25rem; color: var(--mark); font-weight: 400; font-size: 0.85rem; }
.label { color: var(--quiet); }
.empty { color: var(--quiet); }
.narrative { white-space: pre-line; }
@media (max-width: 40rem) {
  body { padding: 1rem; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tr, tbody th, td { display: block; width: 100%; }
  tbody th, td { border: 0; padding: 0.15rem 0; }
  tr { border-bottom: 1px solid var(--line); padding: 0.5rem 0; }
  .date, .status { white-space: normal; }
}
@media print {
  nav { display: none; }
  tr { break-inside: avoid; }
}
`;
