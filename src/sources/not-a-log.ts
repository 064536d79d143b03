interface Magic {
  readonly what: string;
  readonly at?: number;
  /** Characters are bytes. */
  readonly starts: string;
}

const unpack = "unpack it first and give what is inside";
const magics: readonly Magic[] = [
  { starts: "\xff\xd8\xff", what: "a JPEG picture; paste its text into a file if it shows log lines" },
  { starts: "\x89PNG\r\n\x1a\n", what: "a PNG picture; paste its text into a file if it shows log lines" },
  { starts: "GIF87a", what: "a GIF picture" },
  { starts: "GIF89a", what: "a GIF picture" },
  { starts: "WEBP", at: 8, what: "a WebP picture" },
  { starts: "ftyp", at: 4, what: "a video or HEIC picture" },
  { starts: "%PDF-", what: "a PDF document; export its text" },
  { starts: "{\\rtf", what: "an RTF document; save it as plain text" },
  { starts: "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", what: "an old Office document; save it as CSV or plain text" },
  { starts: "7z\xbc\xaf\x27\x1c", what: `a 7-Zip archive; ${unpack}` },
  { starts: "Rar!\x1a\x07", what: `a RAR archive; ${unpack}` },
  { starts: "ustar", at: 257, what: `a tar archive; ${unpack}` },
  { starts: "\xfd7zXZ\0", what: "compressed with xz; run xz -d on it first" },
  { starts: "\x04\x22\x4d\x18", what: "compressed with LZ4; run lz4 -d on it first" },
  { starts: "\xff\x06\0\0sNaPpY", what: "compressed with Snappy; decompress it first" },
  { starts: "\x7fELF", what: "a program (ELF)" },
  { starts: "\xcf\xfa\xed\xfe", what: "a program (Mach-O)" },
  { starts: "\xca\xfe\xba\xbe", what: "a program (Java class or Mach-O)" },
  { starts: "SQLite format 3\0", what: "an SQLite database" },
  { starts: "PGDMP", what: "a pg_dump archive" },
  { starts: "PAR1", what: "a Parquet file; export it as text" },
  { starts: "LPKSHHRH", what: "a systemd journal; export it with journalctl -o short-iso-precise" },
  { starts: "ElfFile\0", what: "a Windows event log; export it as text" },
  { starts: "\xd4\xc3\xb2\xa1", what: "a packet capture" },
  { starts: "\x0a\x0d\x0d\x0a", what: "a packet capture" },
  { starts: "\xff\xfe\0\0", what: "UTF-32 text; convert it to UTF-8" },
  { starts: "\0\0\xfe\xff", what: "UTF-32 text; convert it to UTF-8" },
  { starts: "\0\0\0\x01Bud1", what: "a folder's layout, written by macOS" },
  { starts: "\0\x05\x16\x07", what: "a file's attributes, written by macOS" },
];

function zipKind(head: string): string {
  if (head.includes("xl/workbook.xml") || head.includes("xl/worksheets")) return "an Excel workbook; save it as CSV";
  if (head.includes("word/document.xml")) return "a Word document; save it as plain text";
  return `a zip archive; ${unpack}`;
}

/** Random bytes are one ninth control bytes, text has next to none; holes of NULs, as crashes leave, are not counted. */
function isBinary(head: Uint8Array): boolean {
  let control = 0;
  let text = 0;
  // Every file's first bytes come here: an iterator takes three times as long.
  for (let i = 0; i < head.length; i++) {
    const byte = head[i] ?? 0;
    if (byte >= 32 && byte !== 127) text++;
    else if (byte !== 0 && byte !== 9 && byte !== 10 && byte !== 13 && byte !== 27) control++;
  }
  return control > 16 && control * 20 > text;
}

/**
 * Why bytes cannot be a log, and what to do; null when they may be one.
 *
 * @param head first bytes, compression removed; 64 KiB decide
 */
export function notALog(head: Uint8Array): string | null {
  const start = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString("latin1");
  for (const magic of magics) {
    if (start.startsWith(magic.starts, magic.at ?? 0)) return magic.what;
  }
  if (/^PK(?:\x03\x04|\x05\x06|\x07\x08)/.test(start)) return zipKind(start);
  if (/^BZh[1-9]1AY&SY/.test(start)) return "compressed with bzip2; run bzip2 -d on it first";
  if (start.startsWith("MZ") && start.slice(0, 1024).includes("PE\0\0")) return "a program (Windows)";
  if (/^\s*<(?:!doctype html|html)\b/i.test(start)) {
    return "a web page (perhaps a sign-in or error page saved in place of the log); download it again";
  }
  return isBinary(head) ? "binary data of an unknown kind" : null;
}
