/** Where the name of who did something is sealed: under the mark of it, so that it opens beside that alone. */
export function whoPlace(patient: string, mark: string) {
  return { person: patient, kind: 'notification.sealed_who', id: mark };
}

/** Where the address of a reader is sealed. */
export function mailPlace({ patient, account }: { readonly patient: string; readonly account: string }) {
  return { person: patient, kind: 'notification_choice.sealed_mail', id: account };
}
