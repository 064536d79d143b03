/** The writer of HTML documents, loaded when one is wanted: it brings the packages that draw. */
export async function loadHtml(): Promise<typeof import("./render-html.ts").renderHtml> {
  return (await import("./render-html.ts")).renderHtml;
}
