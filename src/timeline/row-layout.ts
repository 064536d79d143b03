/** Bytes of one row. A row lies in one piece, so that adding it touches one cache line or two, not one a column. */
export const ROW_BYTES = 44;

const PAGE_SHIFT = 12;
/** Rows of a full page. */
export const PAGE_ROWS = 1 << PAGE_SHIFT;

/** Which page of its segment holds a row, and which place in it. */
export const pageOf = (local: number): number => local >>> PAGE_SHIFT;
export const placeIn = (local: number): number => local & (PAGE_ROWS - 1);

// Where the fields of a row begin. Numbers are little-endian: pages travel between threads and runs.
/** f64, µs since the epoch, NaN when undated. */
export const TIME = 0;
/** f64 */
export const BYTE_OFFSET = 8;
/** u32 */
export const BYTE_LENGTH = 16;
/** u32 */
export const LINE = 20;
/** u32 */
export const PID = 24;
/** u32 */
export const DIGEST = 28;
/** u32, number of the stream inside its segment. */
export const STREAM = 32;
/** u16, code in the segment's table of names. */
export const WHO = 36;
/** u16 */
export const PORT = 38;
/** u16 */
export const SIGNATURE = 40;
/** u8, how many rows before this one lies the row that it explains; 0 for none, {@link FAR} for so many or more. */
export const PARENT = 42;
/** u8: precision (2 bits), level (3 bits), part (3 bits). */
export const KIND = 43;

/** Secondary lines follow their record at once; other sessions' lines may stand between them, but not so many. */
export const FAR = 64;

export const kindOf = (precision: number, level: number, part: number): number =>
  precision | (level << 2) | (part << 5);
export const precisionOf = (kind: number): number => kind & 3;
export const levelOf = (kind: number): number => (kind >> 2) & 7;
export const partOf = (kind: number): number => kind >> 5;
