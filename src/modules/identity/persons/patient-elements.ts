/** What is read of a Patient here, in the shapes of R4; a resource that passed `checkStructure` has them. */
export interface PatientElements {
  readonly resourceType: string;
  readonly id?: string;
  readonly extension?: readonly ExtensionElement[];
  readonly identifier?: readonly IdentifierElement[];
  readonly name?: readonly NameElement[];
  readonly gender?: string;
  readonly birthDate?: string;
  readonly active?: boolean;
  readonly link?: readonly LinkElement[];
}

export interface LinkElement {
  readonly other?: { readonly reference?: string };
  readonly type?: string;
}

export interface ExtensionElement {
  readonly url?: string;
  readonly extension?: readonly ExtensionElement[];
  readonly valueCoding?: { readonly system?: string; readonly code?: string };
  readonly valueString?: string;
  readonly valueAddress?: { readonly extension?: readonly ExtensionElement[] };
}

export interface IdentifierElement {
  readonly use?: string;
  readonly system?: string;
  readonly value?: string;
}

export interface NameElement {
  readonly use?: string;
  readonly family?: string;
  readonly given?: readonly (string | null)[];
  readonly extension?: readonly ExtensionElement[];
}

/** The extensions of an address, in their order. */
export function extensionsOf(
  element: { readonly extension?: readonly ExtensionElement[] } | undefined,
  url: string,
): readonly ExtensionElement[] {
  return (element?.extension ?? []).filter((each) => each.url === url);
}
