/** The booklet: a cover with a stitched spine and a ribbon. It takes the colour of the text around it. */
export function Booklet({ size = 28 }: { readonly size?: number }) {
  return (
    <svg className="booklet" width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect className="booklet-cover" x="5" y="3" width="22" height="26" rx="4" />
      <path className="booklet-stitch" d="M10.5 6.5v19" />
      <path className="booklet-ribbon" d="M19 3h5v12l-2.5-2.2L19 15z" />
    </svg>
  );
}

export function Wordmark({ name }: { readonly name: string }) {
  return (
    <span className="wordmark">
      <Booklet />
      <span>{name}</span>
    </span>
  );
}
