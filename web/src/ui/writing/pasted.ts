/** One address and nothing else. */
const ADDRESS = /^(?:https?:\/\/|www\.)\S+$/iu;

/** What a paste brings: files only, one address, or words. */
export function pasted(data: DataTransfer): { is: "files" | "address" | "words"; text: string } {
  const text = data.getData("text/plain");
  // A table or a page copied elsewhere comes with a picture of itself: the words are meant.
  if (data.files.length > 0 && text === "") return { is: "files", text };
  return { is: ADDRESS.test(text.trim()) ? "address" : "words", text: text.trim() };
}
