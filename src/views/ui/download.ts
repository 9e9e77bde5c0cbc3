/** Saves a text as a file. Nothing is sent to a server. */
export function download(text: string, name: string, type = 'text/plain'): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // Some browsers read the URL only after the current task.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
