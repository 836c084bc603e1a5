/**
 * Download: hands a text, or bytes, to the browser as a file of that name.
 */
export function download(name: string, content: string | Blob, type = "text/csv"): void {
  const file =
    typeof content === "string" ? new Blob([content], { type: `${type};charset=utf-8` }) : content;
  const address = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The browser has taken it by the next turn; an address that stays would keep the text.
  setTimeout(() => URL.revokeObjectURL(address), 1_000);
}
