import { registerHooks } from 'node:module';

/**
 * Puts `source` in the place of one module of the node, before it is loaded. This is how the bench takes a part away to
 * learn its price: the node itself has no switch for it, which somebody could throw by mistake.
 */
export function replaceModule(path: string, source: string): void {
  registerHooks({
    load(url, context, next) {
      return url.endsWith(path) ? { format: 'module', source, shortCircuit: true } : next(url, context);
    },
  });
}
