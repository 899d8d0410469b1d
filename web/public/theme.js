// Before the first paint, so that a dark page never flashes light. The pages change it in src/modules/ui/theme.ts.
try {
  document.documentElement.dataset.theme = localStorage.getItem('carnet.theme') ?? 'auto';
} catch {
  document.documentElement.dataset.theme = 'auto';
}
