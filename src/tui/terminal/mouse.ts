/** A wheel's turn or a press of the first button; cells from 0. */
export type MouseEvent =
  | { readonly kind: "wheel"; readonly by: -1 | 1 }
  | { readonly kind: "click"; readonly column: number; readonly row: number };

/** Switches reports of presses and the wheel on and off, in the form that can name any column (SGR). */
export const MOUSE_ON = "\u001b[?1000h\u001b[?1006h";
export const MOUSE_OFF = "\u001b[?1006l\u001b[?1000l";

/** `ESC [ < button ; column ; row M`, released with `m`. */
const REPORT = /^\u001b\[<(\d{1,4});(\d{1,5});(\d{1,5})M$/;

const SHIFT_META_CONTROL = 4 + 8 + 16;

/** What a mouse report says; null for releases and for buttons that mean nothing here. */
export function mouseEvent(report: string): MouseEvent | null {
  const [, button = "", column = "", row = ""] = REPORT.exec(report) ?? [];
  if (button === "") return null;
  const at = { column: Number(column) - 1, row: Number(row) - 1 };
  switch (Number(button) & ~SHIFT_META_CONTROL) {
    case 0:
      return at.column < 0 || at.row < 0 ? null : { kind: "click", ...at };
    case 64:
      return { kind: "wheel", by: -1 };
    case 65:
      return { kind: "wheel", by: 1 };
    default:
      return null;
  }
}
