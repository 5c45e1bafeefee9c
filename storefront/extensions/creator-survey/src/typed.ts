/** What stands in a field when it tells of a change; the package types its events without their element. */
export function typedIn(event: Event): string {
  const field = event.currentTarget as unknown as {value?: string} | null;
  return field?.value ?? '';
}
