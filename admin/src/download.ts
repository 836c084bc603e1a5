/**
 * Download: hands a text to the browser as a file of that name.
 */
export function download(name: string, text: string, type = "text/csv"): void {
  const address = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The browser has taken it by the next turn; an address that stays would keep the text.
  setTimeout(() => URL.revokeObjectURL(address), 1_000);
}
