import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { isApiProblem, Languages, problemWords } from '#ui';
import { createPagesRouter } from './router.tsx';

/** A session may end while a page is open: then ask anew who is signed in, and the page asks for a sign-in. */
const onError = (error: Error) => {
  if (isApiProblem(error) && error.status === 401) void queries.invalidateQueries({ queryKey: ['session'] });
};

const queries: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: {
    queries: {
      retry: (failures, error) => failures < 2 && isApiProblem(error) && problemWords(error).retry,
      retryDelay: (failures) => 400 * 2 ** failures,
      staleTime: 15_000,
    },
  },
});

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <Languages>
          <RouterProvider router={createPagesRouter()} />
        </Languages>
      </QueryClientProvider>
    </StrictMode>,
  );
}
