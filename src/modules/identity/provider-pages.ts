/** The few pages that the provider shows itself: words alone, without a script or a style. */
function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title>
${body}</html>`;
}

/** Seen only when a sign-in cannot go back to the page that began it; `error` is a fixed word of OAuth. */
export function errorPage(error: string): string {
  const word = error.replace(/[^a-z_]/g, '');
  return page(
    'Sign-in failed',
    `<h1>The sign-in did not work</h1><p>It took too long, was started in another window, or the app that began it is not
known here (${word}).</p>
<p><a href="/">Start again</a></p>`,
  );
}

/** An app asks to sign its user out (OpenID Connect RP-Initiated Logout 1.0). `form` is the provider's own. */
export function signOutPage(form: string): string {
  return page(
    'Sign out',
    `<h1>Sign out of Carnet?</h1><p>An app asks to end your sign-in here.</p>
${form}
<p><button type="submit" form="op.logoutForm" value="yes" name="logout">Sign out</button>
<button type="submit" form="op.logoutForm">Stay signed in</button></p>`,
  );
}

export function signedOutPage(): string {
  return page('Signed out', '<h1>You are signed out</h1><p><a href="/">To the start</a></p>');
}
